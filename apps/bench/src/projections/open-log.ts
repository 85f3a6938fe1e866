import { migrate, PostgresEventStore } from '@uno-ts/event-store-pg'
import { ProjectionRunner, type AnyProjection, type ProjectionRunnerOptions } from '@uno-ts/projections'
import { projectionMigrations } from '@uno-ts/projections/migrations'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { openPool } from '../event-store/contender/open-pool.ts'
import { writeHistory, type ReadHistory } from '../event-store/read/read-history.ts'
import { createOrderTotals, type OrderTables } from './order-totals.ts'

/** A log in a database of its own, with the tables of projections. */
export interface OpenLog extends AsyncDisposable {
  readonly pool: Pool
  readonly store: PostgresEventStore
  readonly db: Kysely<OrderTables>
  /** Stops the runner there is, and makes everything as it was before the first event. */
  reset(): Promise<void>
  /** Starts a runner; the next reset stops it. */
  run(
    projections: readonly AnyProjection[],
    options?: Partial<ProjectionRunnerOptions>,
  ): Promise<ProjectionRunner>
}

/** Writes a history, and gives what a process that projects it opens. */
export async function openLog(url: string, history: ReadHistory): Promise<OpenLog> {
  const pool = openPool(url, 10)
  await writeHistory(pool, history)
  await migrate(pool, [projectionMigrations])
  await pool.query(createOrderTotals)
  const store = new PostgresEventStore({ pool })
  const db = new Kysely<OrderTables>({ dialect: new PostgresDialect({ pool }) })
  let runner: ProjectionRunner | undefined
  return {
    pool,
    store,
    db,
    async reset() {
      await runner?.stop()
      runner = undefined
      await pool.query(
        'truncate order_totals, uno.projection_checkpoints, uno.projection_members, uno.projection_versions',
      )
    },
    async run(projections, options) {
      runner = new ProjectionRunner({ eventStore: store, db, projections, ...options })
      await runner.start()
      return runner
    },
    async [Symbol.asyncDispose]() {
      await runner?.stop()
      await pool.end()
    },
  }
}
