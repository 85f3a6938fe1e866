import { startPostgres, waitUntil, type PostgresServer, type StartPostgresOptions } from '@uno-ts/testing'
import { Pool } from 'pg'
import { migrate } from '../src/index.ts'
import { eventStoreMigrations } from '../src/migrations.ts'

/** A server of a test's own that keeps what was committed, so that the test may kill it. */
export interface OpenServer extends AsyncDisposable {
  readonly server: PostgresServer
  readonly pool: Pool
  /** Kills the server as a crash does, starts it again and waits until it answers. */
  readonly crash: () => Promise<void>
}

/** Starts a server with the event store's tables, and a pool on it that outlives the server's crashes. */
export async function openServer(
  settings: StartPostgresOptions['settings'] = {},
  max = 20,
): Promise<OpenServer> {
  const server = await startPostgres({ durable: true, settings })
  const pool = new Pool({ connectionString: server.url, max, connectionTimeoutMillis: 5_000 })
  pool.on('error', () => undefined) // connections die with the server
  pool.on('connect', (client) => client.on('error', () => undefined))
  await migrate(pool, [eventStoreMigrations])
  const answers = (): Promise<boolean> =>
    pool.query('select 1').then(
      () => true,
      () => false,
    )
  return {
    server,
    pool,
    async crash() {
      await server.kill()
      await server.restart()
      await waitUntil(answers, 10_000)
    },
    async [Symbol.asyncDispose]() {
      await pool.end()
      await server.stop()
    },
  }
}
