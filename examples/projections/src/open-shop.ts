import { embedded } from '@uno-ts/embedded'
import { migrate, PostgresEventStore } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { ProjectionRunner } from '@uno-ts/projections'
import { projectionMigrations } from '@uno-ts/projections/migrations'
import type { EventStore } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { customers } from './customers.ts'
import { unitsByProduct } from './units-by-product.ts'

/** A log, the rows made of it, and what keeps them up to date. */
export interface Shop extends AsyncDisposable {
  readonly pool: Pool
  readonly eventStore: EventStore
  readonly runner: ProjectionRunner
}

/** Opens an empty shop in memory, whose projections run until it is closed. */
export async function openShop(): Promise<Shop> {
  const database = await embedded()
  const { pool } = database
  await migrate(pool, [eventStoreMigrations, projectionMigrations])
  for (const { createTable } of [unitsByProduct, customers]) await pool.query(createTable)

  const eventStore = new PostgresEventStore({ pool })
  const db = new Kysely<object>({ dialect: new PostgresDialect({ pool }) })
  const runner = new ProjectionRunner({ eventStore, db, projections: [unitsByProduct, customers] })
  await runner.start()
  const close = async () => {
    await runner.stop()
    await database.close()
  }
  return { pool, eventStore, runner, [Symbol.asyncDispose]: close }
}
