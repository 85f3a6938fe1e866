import { embedded } from '@uno-ts/embedded'
import { migrate, PostgresEventStore, PostgresSignalBus } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { ProjectionRunner } from '@uno-ts/projections'
import { projectionMigrations } from '@uno-ts/projections/migrations'
import { streamId } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { visitsByPage, type PageVisited } from './visits-by-page.ts'

/** A site whose visits are counted by as many workers as are started. */
export interface Site extends AsyncDisposable {
  /** Appends visits of `visitors` people, each of whom has a stream of their own. */
  visit(visitors: number): Promise<void>
  /** Starts a worker: one a process on a server, several in this one on the embedded database. */
  startWorker(memberId: string): Promise<ProjectionRunner>
  /** All visits that have been counted. */
  counted(): Promise<number>
}

/** Opens the site on the server at `url`, else in memory. */
export async function openSite(url?: string): Promise<Site> {
  const database = url === undefined ? await embedded() : undefined
  const pool = database?.pool ?? new Pool({ connectionString: url })
  await migrate(pool, [eventStoreMigrations, projectionMigrations])
  await pool.query(visitsByPage.createTable)
  const signals = new PostgresSignalBus({ pool })
  const eventStore = new PostgresEventStore({ pool, signals })
  const db = new Kysely<object>({ dialect: new PostgresDialect({ pool }) })

  return {
    async visit(visitors) {
      for (let visitor = 0; visitor < visitors; visitor++) {
        const visits: PageVisited[] = [
          { type: 'PageVisited', data: { page: '/' } },
          { type: 'PageVisited', data: { page: `/products/${visitor % 5}` } },
        ]
        await eventStore.append(streamId('visitor', crypto.randomUUID()), visits, {
          expectedVersion: 'no-stream',
        })
      }
    },
    async startWorker(memberId) {
      const projections = [visitsByPage]
      const worker = new ProjectionRunner({ eventStore, db, signals, projections, memberId })
      await worker.start()
      return worker
    },
    async counted() {
      const { rows } = await pool.query('select coalesce(sum(visits), 0)::int as visits from visits_by_page')
      return rows[0].visits
    },
    async [Symbol.asyncDispose]() {
      await signals.close()
      await (database?.close() ?? pool.end())
    },
  }
}
