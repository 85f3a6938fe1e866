import { PostgresReadModelRepository } from '@uno-ts/read-model'
import { startRedis, type PostgresServer } from '@uno-ts/testing'
import type { ReadModelRepository } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { createClient } from 'redis'
import { openPool } from '../../event-store/contender/open-pool.ts'
import { fillOrderTable } from '../order-table.ts'
import { orderSummary, type OrderSummary } from '../sample-row.ts'

/** Where rows are: in a database, and in a Redis of their own. */
export interface Shelves extends AsyncDisposable {
  readonly repository: ReadModelRepository<OrderSummary>
  readonly client: ReturnType<typeof createClient<{}, {}, {}, 3>>
}

/** How many rows there are: all of them fit into every cache. */
export const rows = 2_000

/** How many connections the database is read over. */
const connections = 20

/** Fills a database and starts a Redis; disposing ends both. */
export async function openShelves(server: PostgresServer): Promise<Shelves> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await server.createDatabase())
  const pool = openPool(database.url, connections)
  opened.defer(() => pool.end())
  await fillOrderTable(pool, rows)
  const redis = opened.use(await startRedis())
  const client = createClient({ url: redis.url })
  client.on('error', () => undefined) // whoever has a command under way hears of it
  await client.connect()
  opened.defer(() => client.destroy())
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const resources = opened.move()
  return {
    repository: new PostgresReadModelRepository({ db, pool, model: orderSummary }),
    client,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}
