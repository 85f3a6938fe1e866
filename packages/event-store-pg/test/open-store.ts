import { createDatabase } from '@uno-ts/testing'
import { Pool, type PoolConfig } from 'pg'
import { inject } from 'vitest'
import { migrate, PostgresEventStore, type PostgresEventStoreOptions } from '../src/index.ts'
import { eventStoreMigrations } from '../src/migrations.ts'

/** A store in a database of its own, for one test file. */
export interface OpenStore {
  readonly store: PostgresEventStore
  readonly pool: Pool
  readonly url: string
  /** One more pool on the same database, closed with the rest. */
  readonly anotherPool: (options?: PoolConfig) => Pool
  readonly close: () => Promise<void>
}

/** How a store is opened: `url` is the server, the one all tests share unless another is named. */
export interface OpenStoreOptions extends Omit<PostgresEventStoreOptions, 'pool'> {
  readonly url?: string
}

/** Makes a database with the event store's tables. */
export async function openStore({ url, ...options }: OpenStoreOptions = {}): Promise<OpenStore> {
  const database = await createDatabase(url ?? inject('postgresUrl'))
  const pools: Pool[] = []
  const anotherPool = (config: PoolConfig = {}): Pool => {
    const pool = new Pool({ connectionString: database.url, max: 30, ...config })
    pool.on('error', () => undefined) // tests cut connections on purpose
    pool.on('connect', (client) => client.on('error', () => undefined))
    pools.push(pool)
    return pool
  }
  const pool = anotherPool()
  await migrate(pool, [eventStoreMigrations])
  return {
    store: new PostgresEventStore({ ...options, pool }),
    pool,
    url: database.url,
    anotherPool,
    async close() {
      await Promise.all(pools.map((open) => open.end()))
      await database.drop()
    },
  }
}

/** Collects what a subscription delivers until it has come to a position, or fails after `timeoutMs`. */
export async function delivered(
  store: PostgresEventStore,
  until: bigint,
  timeoutMs = 20_000,
): Promise<
  readonly {
    readonly id: string
    readonly position: bigint
    readonly streamId: string
    readonly version: number
  }[]
> {
  const found: { id: string; position: bigint; streamId: string; version: number }[] = []
  const signal = AbortSignal.timeout(timeoutMs)
  for await (const page of store.subscribe({ signal })) {
    for (const event of page.events) {
      found.push({
        id: event.id,
        position: event.globalPosition,
        streamId: event.streamId,
        version: event.streamVersion,
      })
    }
    if (page.position >= until) return found
  }
  return found
}
