import { types, type Pool } from 'pg'
import type { AppendContender } from '../append/append-contender.ts'
import type { SampleEvent } from '../append/sample-event.ts'
import { countEvents } from './count-events.ts'
import { expectLosses, openPool, plainTypes } from './open-pool.ts'

/** Act's PostgreSQL store; its versions begin at 0. */
export const act: AppendContender = {
  name: 'act-pg 0.4',
  async open(url, { connections }) {
    const PostgresStore = await importStore()
    const pool = openPool(url, 1)
    const { hostname: host, port, username: user, password, pathname } = new URL(url)
    const address = { host, port: Number(port), user, password, database: pathname.slice(1) }
    const poolSettings = { max: connections, idleTimeoutMillis: 0, types: plainTypes } // it hands them on
    const store = new PostgresStore({ ...address, ...poolSettings })
    const { _pool: ofStore } = store as unknown as { readonly _pool: Pool } // a private field
    expectLosses(ofStore)
    await store.seed()
    return {
      append(stream, version, ...events) {
        const messages = events.map(({ type, data }) => ({ name: type, data }))
        const meta = { correlation: '', causation: {}, ...events[0]?.metadata }
        return store.commit(stream, messages, meta, version - 1)
      },
      async readStream(stream) {
        const events: SampleEvent[] = []
        await store.query(
          ({ name, data, meta }) => {
            // Act demands metadata of its own; ours are the three fields that were given.
            const { correlationId, causationId, actor } = meta as unknown as SampleEvent['metadata']
            events.push({ type: name, data, metadata: { correlationId, causationId, actor } })
          },
          { stream },
        )
        return events
      },
      totals: () => countEvents(pool, { table: 'events', stream: 'stream', version: 'version + 1' }),
      async [Symbol.asyncDispose]() {
        await store.dispose()
        await pool.end()
      },
    }
  },
}

/**
 * Act's store without what its import does to the process, for the sake of the others: it stops at signals and errors, and
 * looks for dates in every jsonb.
 */
async function importStore() {
  const events = ['SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection'] as const
  const before = new Set(events.flatMap((event) => process.listeners(event as 'SIGINT')))
  const parseJsonb = types.getTypeParser(types.builtins.JSONB)
  const { logger } = await import('@rotorsoft/act')
  const { PostgresStore } = await import('@rotorsoft/act-pg')
  logger.level = 'error' // it tells of each table it makes
  types.setTypeParser(types.builtins.JSONB, parseJsonb)
  for (const event of events) {
    for (const listener of process.listeners(event as 'SIGINT')) {
      if (!before.has(listener)) process.off(event, listener)
    }
  }
  return PostgresStore
}
