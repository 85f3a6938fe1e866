import { InMemoryEventStore, InMemoryProjectionStorage, InMemoryTransaction } from '@uno-ts/testing'
import type {
  ProjectionsSubject,
  TestProjection,
  TestRows,
  TestRunner,
  TestRunnerOptions,
} from '@uno-ts/testing/conformance'
import { globalPosition, type EventStore, type GlobalPosition, type TenantId } from '@uno-ts/types'
import { sql, type Kysely, type Transaction } from 'kysely'
import { ProjectionRunner, type AnyProjection, type ProjectionRunnerOptions } from '../src/index.ts'

/** What makes the table of {@link postgresSubject}. */
export const testRowsTable = `create table test_rows (
  nr bigint generated always as identity, "table" text not null, key text not null, position bigint not null)`

/** Runners over PostgreSQL, each subject for a tenant of its own. */
export function postgresSubject(db: Kysely<any>, tenant: TenantId): ProjectionsSubject {
  const eventStore = new InMemoryEventStore({ tenant, positionGap: () => 2 })
  const rows: TestRows = {
    async add(tx, { table, key, position }) {
      await sql`insert into test_rows ("table", key, position) values (${table}, ${key}, ${position})`.execute(
        tx as Transaction<any>, // what handlers are given here
      )
    },
    async clear(tx, table) {
      await sql`delete from test_rows where "table" = ${table}`.execute(tx as Transaction<any>) // as above
    },
    async read(table) {
      const { rows: found } = await sql<{ key: string; position: string }>`
        select key, position from test_rows where "table" = ${table} order by nr`.execute(db)
      return found.map(({ key, position }) => ({ key, position: globalPosition(position) }))
    },
  }
  return subjectOf({ eventStore, rows, options: { db, tenant } })
}

/** Runners over a storage in memory. */
export function inMemorySubject(): ProjectionsSubject {
  const storage = new InMemoryProjectionStorage()
  const written: { table: string; key: string; position: GlobalPosition }[] = []
  const take = (row: (typeof written)[number]) => written.splice(written.indexOf(row), 1)
  const rows: TestRows = {
    async add(tx, row) {
      const mine = { ...row }
      written.push(mine)
      if (tx instanceof InMemoryTransaction) tx.onRollback(() => take(mine))
    },
    async clear(tx, table) {
      for (const row of written.filter((each) => each.table === table)) {
        take(row)
        if (tx instanceof InMemoryTransaction) tx.onRollback(() => written.push(row))
      }
    },
    read: (table) => storage.transaction(async () => written.filter((row) => row.table === table)),
  }
  const eventStore = new InMemoryEventStore({ positionGap: () => 2 })
  return subjectOf({ eventStore, rows, options: { db: noDatabase, storage } })
}

/** Nothing is asked of it where a storage is given. */
const noDatabase = {} as Kysely<any>

function subjectOf({
  eventStore,
  rows,
  options,
}: {
  readonly eventStore: EventStore
  readonly rows: TestRows
  readonly options: Pick<ProjectionRunnerOptions, 'db' | 'storage' | 'tenant'>
}): ProjectionsSubject {
  const runners: ProjectionRunner[] = []
  return {
    eventStore,
    rows,
    runner(
      projections: readonly TestProjection[],
      { batchSize, ...given }: TestRunnerOptions = {},
    ): TestRunner {
      const runner = new ProjectionRunner({
        eventStore,
        projections: projections as readonly AnyProjection[], // a handler takes less than it is given
        leaseTtlMs: 600,
        ...(batchSize !== undefined && { batchSize, maxBatchSize: batchSize }),
        ...given,
        ...options,
      })
      runners.push(runner)
      return runner
    },
    async dispose() {
      await Promise.all(runners.map((runner) => runner.stop()))
    },
  }
}
