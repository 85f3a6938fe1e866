import { createDatabase } from '@uno-ts/testing'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool, type PoolConfig } from 'pg'
import { inject } from 'vitest'
import { migrateProjections } from './migrate-projections.ts'

/** The tables tests project into. */
export interface TestTables {
  /** Counts by key: an event that is handled twice shows. */
  tally: { key: string; count: number }
  /** A row an event. */
  seen: { position: string; key: string }
}

/** A database of its own for one test file. */
export interface OpenDatabase extends AsyncDisposable {
  readonly url: string
  /** For what the test itself asks. */
  readonly pool: Pool
  /** For what is tested. */
  readonly db: Kysely<TestTables>
  /** The statements that `db` has sent, in order. */
  readonly statements: string[]
  /** One more pool on the same database, closed with the rest. */
  readonly anotherDb: (config?: PoolConfig) => Kysely<TestTables>
  /** Ends the sessions of all pools but the test's own, as an administrator or a restart does. */
  readonly cut: () => Promise<void>
}

/** Makes a database with the checkpoint table and the tests' own tables, on the server all tests share or another. */
export async function openDatabase(serverUrl: string = inject('postgresUrl')): Promise<OpenDatabase> {
  const database = await createDatabase(serverUrl)
  const pools: Pool[] = []
  const statements: string[] = []
  const open = (config: PoolConfig = {}): Pool => {
    const pool = new Pool({ connectionString: database.url, max: 10, ...config })
    pool.on('error', () => undefined) // tests cut connections on purpose
    pool.on('connect', (client) => client.on('error', () => undefined))
    pools.push(pool)
    return pool
  }
  const pool = open({ application_name: 'test' })
  await migrateProjections(pool)
  await pool.query('create table tally (key text primary key, count integer not null)')
  await pool.query('create table seen (position bigint primary key, key text not null)')
  return {
    url: database.url,
    pool,
    statements,
    db: new Kysely({
      dialect: new PostgresDialect({ pool: open() }),
      log: ({ query }) => void statements.push(query.sql),
    }),
    anotherDb: (config) => new Kysely({ dialect: new PostgresDialect({ pool: open(config) }) }),
    async cut() {
      await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name <> 'test'`)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(pools.map((each) => each.end()))
      await database.drop()
    },
  }
}
