import { startPostgres, waitUntil, type PostgresServer, type StartPostgresOptions } from '@uno-ts/testing'
import { Pool, type PoolConfig } from 'pg'
import { migrate } from '../src/index.ts'
import { eventStoreMigrations } from '../src/migrations.ts'

/** A server of a test's own that keeps what was committed, so that the test may kill it. */
export interface OpenServer extends AsyncDisposable {
  readonly server: PostgresServer
  readonly pool: Pool
  /** One more pool on the same database, closed with the rest. */
  readonly anotherPool: (options?: PoolConfig) => Pool
  /** Kills the server as a crash does, starts it again and waits until it answers. */
  readonly crash: () => Promise<void>
}

/** Starts a server with the event store's tables, and a pool on it that outlives the server's crashes. */
export async function openServer(
  settings: StartPostgresOptions['settings'] = {},
  max = 20,
): Promise<OpenServer> {
  const server = await startPostgres({ durable: true, settings })
  const pools: Pool[] = []
  const anotherPool = (config: PoolConfig = {}): Pool => {
    const made = new Pool({ connectionString: server.url, connectionTimeoutMillis: 5_000, ...config })
    made.on('error', () => undefined) // connections die with the server
    made.on('connect', (client) => client.on('error', () => undefined))
    pools.push(made)
    return made
  }
  const pool = anotherPool({ max })
  await migrate(pool, [eventStoreMigrations])
  const answers = (): Promise<boolean> =>
    pool.query('select 1').then(
      () => true,
      () => false,
    )
  return {
    server,
    pool,
    anotherPool,
    async crash() {
      await server.kill()
      await server.restart()
      await waitUntil(answers, 10_000)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(pools.map((made) => made.end()))
      await server.stop()
    },
  }
}
