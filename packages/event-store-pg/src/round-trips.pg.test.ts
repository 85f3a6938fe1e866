import { streamId, type Event, type StreamId } from '@uno-ts/types'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../test/open-store.ts'
import { WatchedPool } from '../test/watched-pool.ts'
import { PostgresEventStore } from './postgres-event-store.ts'

const anEvent: Event = { type: 'Happened', data: {}, tags: ['trip'] }
const stream = (): StreamId => streamId('trip', crypto.randomUUID())

let open: OpenStore
let pool: WatchedPool
let store: PostgresEventStore

beforeAll(async () => {
  open = await openStore()
})
beforeEach(() => {
  pool = new WatchedPool({ connectionString: open.url })
  store = new PostgresEventStore({ pool, pollIntervalMs: 20 })
})
afterEach(() => pool.end())
afterAll(() => open.close())

describe('one round trip', () => {
  it.each<[string, (at: StreamId) => Promise<unknown>]>([
    ['an append of one event', (at) => store.append(at, [anEvent], { expectedVersion: 'no-stream' })],
    [
      'an append of many events',
      (at) =>
        store.append(
          at,
          Array.from({ length: 300 }, () => anEvent),
          { expectedVersion: 'any' },
        ),
    ],
    [
      'an append that is known already',
      async (at) => {
        const events = [{ ...anEvent, id: crypto.randomUUID() }]
        await open.store.append(at, events, { expectedVersion: 'no-stream' })
        await store.append(at, events, { expectedVersion: 'no-stream' })
      },
    ],
    [
      'a plan over streams, with a check and a condition',
      (at) =>
        store.commit({
          appends: [
            { streamId: at, expectedVersion: 0, events: [anEvent] },
            { streamId: stream(), expectedVersion: 'any', events: [anEvent] },
            { streamId: stream(), expectedVersion: 'no-stream', events: [] },
          ],
          conditions: [{ failIfEventsMatch: { items: [{ tags: ['never'] }] } }],
        }),
    ],
    ['loading a stream', (at) => store.load(at)],
    ['loading from a snapshot', (at) => store.load(at, { snapshotSchemaVersion: 1 })],
    ['reading by query', () => store.readByQuery({ items: [{ tags: ['trip'] }, { types: ['Other'] }] })],
    ['a page of the log', () => store.readPage({ limit: 10 })],
    ['the state of a stream', (at) => store.streamState(at)],
    ['the head', () => store.head()],
  ])('is all it takes for %s', async (_what, call) => {
    await call(stream())
    expect(pool.sentAt).toHaveLength(1)
  })

  it('begins within one turn of the event loop for a lone append, also right behind a group', async () => {
    for (const before of [0, 50]) {
      const appends = Array.from({ length: before }, () =>
        store.append(stream(), [anEvent], { expectedVersion: 'no-stream' }),
      )
      await Promise.all(appends)
      const sent = pool.sentAt.length
      const alone = store.append(stream(), [anEvent], { expectedVersion: 'no-stream' })
      await new Promise(setImmediate)
      expect(pool.sentAt).toHaveLength(sent + 1)
      await alone
    }
  })

  it('is all it takes for many appends that wait together', async () => {
    const appends = Array.from({ length: 100 }, () =>
      store.append(stream(), [anEvent], { expectedVersion: 'no-stream' }),
    )
    await Promise.all(appends)
    expect(pool.sentAt.length).toBeLessThan(20)
  })
})

describe('a long read', () => {
  const at = streamId('trip', 'long')
  beforeAll(async () => {
    await open.store.append(
      at,
      Array.from({ length: 50 }, () => anEvent),
      { expectedVersion: 'any' },
    )
  })

  it.each<[string, () => AsyncIterable<unknown>]>([
    ['a stream', () => store.readStream(at, { batchSize: 5 })],
    ['a stream backward', () => store.readStream(at, { batchSize: 5, direction: 'backward' })],
    ['the log', () => store.readAll({ batchSize: 5 })],
    ['a subscription', () => store.subscribe({ batchSize: 5 })],
  ])('of %s holds no connection while its reader works, nor after it has left', async (_what, read) => {
    let pieces = 0
    for await (const piece of read()) {
      expect(piece).toBeDefined()
      await expect.poll(() => pool.idleCount, { interval: 2 }).toBe(pool.totalCount)
      if (++pieces === 7) break
    }
    expect(pieces).toBe(7)
    await expect.poll(() => pool.idleCount, { interval: 2 }).toBe(pool.totalCount)
    const sent = pool.sentAt.length
    await open.store.head()
    expect(pool.sentAt).toHaveLength(sent)
  })

  it('ends when it is aborted, with the reason, and gives its connection back', async () => {
    const stopped = new AbortController()
    const reading = async (): Promise<void> => {
      for await (const { type } of store.readAll({ batchSize: 5, signal: stopped.signal })) {
        stopped.abort(new Error(`enough of ${type}`))
      }
    }
    await expect(reading()).rejects.toThrow('enough of Happened')
    await expect.poll(() => pool.idleCount, { interval: 2 }).toBe(pool.totalCount)
  })
})
