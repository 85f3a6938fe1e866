import { streamId, type Event } from '@uno-ts/types'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openServer, type OpenServer } from '../../test/open-server.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'

let open: OpenServer
let store: PostgresEventStore

beforeAll(async () => {
  // Nothing comes to the disk by itself before a test is over.
  open = await openServer({ wal_writer_delay: '10s', autovacuum: 'off' })
  store = new PostgresEventStore({ pool: open.pool, pollIntervalMs: 20 })
})
afterAll(() => open[Symbol.asyncDispose]())

const anEvent: Event = { type: 'Happened', data: {}, tags: ['a:1'] }
const any = { expectedVersion: 'any' } as const
const query = { items: [{ tags: ['a:1'] }] }

/** Draws positions that no event will ever have, more than the sequence logs ahead. */
async function burnPositions(): Promise<void> {
  const client = await open.pool.connect()
  await client.query('begin')
  const events = Array.from({ length: 50 }, () => anEvent)
  await store.commitOn(client, { appends: [{ streamId: streamId('burnt', '1'), ...any, events }] })
  await client.query('rollback')
  client.release()
}

describe('a crash of the server after appends that rolled back', () => {
  beforeEach(async () => {
    await store.append(streamId('kept', '1'), [anEvent], any)
    await burnPositions()
  })

  it('gives no event a position that a reader has passed', async () => {
    const page = await store.readPage()
    const head = await store.head()
    await open.crash()
    const { globalPosition } = await store.append(streamId('kept', '2'), [anEvent], any)
    expect(globalPosition).toBeGreaterThan(page.position)
    expect(globalPosition).toBeGreaterThan(head)
  })

  it('hides no event from a subscription that goes on', async () => {
    const stop = new AbortController()
    const seen: bigint[] = []
    let passed = 0n
    const following = (async () => {
      for await (const page of store.subscribe({ signal: stop.signal })) {
        seen.push(...page.events.map((event) => event.globalPosition))
        passed = page.position
      }
    })().catch(() => undefined)
    const head = await store.head()
    await expect.poll(() => passed, { timeout: 5_000 }).toBe(head)
    await open.crash()
    const { globalPosition } = await store.append(streamId('kept', '3'), [anEvent], any)
    await expect.poll(() => seen, { timeout: 5_000 }).toContain(globalPosition)
    stop.abort()
    await following
  })

  it('lets no event pass a condition that was read before it', async () => {
    const { head } = await store.readByQuery(query)
    await open.crash()
    await store.append(streamId('kept', '4'), [anEvent], any)
    const commit = store.commit({
      appends: [{ events: [anEvent] }],
      conditions: [{ failIfEventsMatch: query, after: head }],
    })
    await expect(commit).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
  })
})
