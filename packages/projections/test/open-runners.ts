import { InMemoryEventStore } from '@uno-ts/testing'
import { ProjectionRunner, type AnyProjection, type ProjectionRunnerOptions } from '../src/index.ts'
import { openDatabase, type OpenDatabase } from './open-database.ts'

/** Runners over one store and one database, for one test file. */
export interface OpenRunners extends AsyncDisposable {
  readonly database: OpenDatabase
  /** The store of the test that runs; each test has a new one. */
  readonly store: InMemoryEventStore
  /** Makes a runner, without starting it. */
  create(projections: readonly AnyProjection[], options?: Partial<ProjectionRunnerOptions>): ProjectionRunner
  /** Makes a runner and starts it. */
  start(
    projections: readonly AnyProjection[],
    options?: Partial<ProjectionRunnerOptions>,
  ): Promise<ProjectionRunner>
  /** Stops what a test has started, empties the tables and takes a new store. */
  clear(): Promise<void>
  /** The counts of `tally`. */
  counts(): Promise<Record<string, number>>
  /** The sum of the counts of `tally`. */
  total(): Promise<number>
  /** Where the checkpoint of `tally` stands. */
  checkpoint(): Promise<bigint | undefined>
}

/** Opens a database for the runners of a test file. */
export async function openRunners(): Promise<OpenRunners> {
  const database = await openDatabase()
  let store = newStore()
  let runners: ProjectionRunner[] = []
  const create: OpenRunners['create'] = (projections, options) => {
    const runner = new ProjectionRunner({ eventStore: store, db: database.db, projections, ...options })
    runners.push(runner)
    return runner
  }
  const stop = async () => {
    await Promise.all(runners.map((runner) => runner.stop()))
    runners = []
  }
  return {
    database,
    get store() {
      return store
    },
    create,
    async start(projections, options) {
      const runner = create(projections, options)
      await runner.start()
      return runner
    },
    async clear() {
      await stop()
      await database.pool.query(
        'truncate tally, seen, uno.projection_checkpoints, uno.projection_members, uno.projection_versions, uno.projection_states, uno.projection_dead_letters',
      )
      store = newStore()
    },
    async counts() {
      const rows = await database.db.selectFrom('tally').selectAll().orderBy('key').execute()
      return Object.fromEntries(rows.map(({ key, count }) => [key, count]))
    },
    async total() {
      const { rows } = await database.pool.query('select coalesce(sum(count), 0)::int as total from tally')
      return rows[0].total
    },
    async checkpoint() {
      const { rows } = await database.pool.query(
        `select position from uno.projection_checkpoints where projection_id = 'tally'`,
      )
      return rows[0] === undefined ? undefined : BigInt(rows[0].position)
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await database[Symbol.asyncDispose]()
    },
  }
}

function newStore(): InMemoryEventStore {
  return new InMemoryEventStore({ positionGap: () => 2 })
}
