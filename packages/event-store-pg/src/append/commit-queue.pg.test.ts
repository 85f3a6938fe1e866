import { startFaultProxy } from '@uno-ts/testing'
import { streamId, type Event, type StreamId } from '@uno-ts/types'
import type { PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'

let open: OpenStore
beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

const anEvent: Event = { type: 'Happened', data: {} }

/** Somebody else's transaction, open until the block ends, which gives it up. */
async function elsewhere() {
  const client = await open.pool.connect()
  await client.query('begin')
  return {
    client,
    async [Symbol.asyncDispose]() {
      await client.query('rollback')
      client.release()
    },
  }
}

async function hold(client: PoolClient, streams: readonly StreamId[]): Promise<void> {
  await client.query('select 1 from uno.streams where stream_id = any($1) for update', [streams])
}

/** Streams with one event each. */
async function existing(category: string, count: number): Promise<readonly StreamId[]> {
  const streams = Array.from({ length: count }, (_, nr) => streamId(category, String(nr)))
  for (const stream of streams) await open.store.append(stream, [anEvent], { expectedVersion: 'no-stream' })
  return streams
}

/** Appends to new streams, all at once. */
function create(category: string, count: number, store = open.store): Promise<unknown>[] {
  return Array.from({ length: count }, (_, nr) =>
    store.append(streamId(category, String(nr)), [anEvent], { expectedVersion: 'no-stream' }),
  )
}

describe('appends to other streams are not held up', () => {
  it('by as many held streams as there are lanes, and more', async () => {
    const streams = await existing('held', 6)
    const busy: Promise<unknown>[] = []
    {
      await using somebody = await elsewhere()
      await hold(somebody.client, streams)
      busy.push(...streams.map((stream) => open.store.append(stream, [anEvent], { expectedVersion: 'any' })))
      expect(await Promise.all(create('free', 1))).toHaveLength(1)
      expect(await Promise.all(create('freer', 30))).toHaveLength(30)
    }
    await Promise.all(busy)
  })

  it('by a stream that somebody else is making', async () => {
    const stream = streamId('made', 'elsewhere')
    const mine: Promise<unknown>[] = []
    {
      await using somebody = await elsewhere()
      await open.store.commitOn(somebody.client, {
        appends: [{ streamId: stream, expectedVersion: 'no-stream', events: [anEvent] }],
      })
      const others = create('made', 20)
      mine.push(open.store.append(stream, [anEvent], { expectedVersion: 'no-stream' }))
      others.push(...create('later', 20))
      expect(await Promise.all(others)).toHaveLength(40)
    }
    await Promise.all(mine) // the other one gave up, so the stream is ours to make
  })

  it('by a tag that somebody else’s condition holds', async () => {
    const seat: Event = { type: 'SeatSold', data: {}, tags: ['seat:1'] }
    const mine: Promise<unknown>[] = []
    {
      await using somebody = await elsewhere()
      await open.store.commitOn(somebody.client, {
        appends: [{ events: [seat] }],
        conditions: [{ failIfEventsMatch: { items: [{ tags: ['seat:1'] }] } }],
      })
      const others = create('untagged', 20)
      mine.push(open.store.append(streamId('tagged', '1'), [seat], { expectedVersion: 'no-stream' }))
      others.push(...create('latest', 20))
      expect(await Promise.all(others)).toHaveLength(40)
    }
    await Promise.all(mine)
  })
})

describe('appends of one tenant', () => {
  it('are not held up by what another tenant waits for', async () => {
    const store = new PostgresEventStore({ pool: open.anotherPool({ max: 12 }) })
    const seat: Event = { type: 'SeatSold', data: {}, tags: ['seat:3'] }
    const conditions = [{ failIfEventsMatch: { items: [{ tags: ['seat:3'] }] } }]
    let mine: Promise<unknown>
    {
      await using somebody = await elsewhere()
      await open.store.commitOn(somebody.client, { appends: [{ events: [seat] }], conditions })
      mine = Promise.allSettled(
        Array.from({ length: 4 }, () => store.commit({ appends: [{ events: [seat] }], conditions })),
      )
      const theirs = store.append(streamId('theirs', '1'), [anEvent], {
        expectedVersion: 'no-stream',
        tenant: 'other',
      })
      expect(await theirs).toMatchObject({ streamVersion: 1 })
    }
    await mine
  })
})

describe('many appends to one held stream', () => {
  it('leave connections to others, and go through in the order of their calls', async () => {
    const store = new PostgresEventStore({ pool: open.anotherPool({ max: 4 }) })
    const [stream = streamId('wanted', '0')] = await existing('wanted', 1)
    const order: number[] = []
    const appends: Promise<unknown>[] = []
    {
      await using somebody = await elsewhere()
      await hold(somebody.client, [stream])
      for (let nr = 0; nr < 150; nr++) {
        const append = store.append(stream, [anEvent], { expectedVersion: 'any' })
        appends.push(append.then(({ streamVersion }) => order.push(streamVersion)))
      }
      const end = Date.now() + 300 // time enough to take every connection
      for (let nr = 0; Date.now() < end; nr++) {
        await store.append(streamId('unwanted', String(nr)), [anEvent], { expectedVersion: 'no-stream' })
      }
      await Promise.all(create('grouped', 60, store))
      const { rows } = await open.pool.query(
        `select count(distinct xmin::text)::int as transactions from uno.events where stream_id like 'grouped-%'`,
      )
      expect(rows[0].transactions).toBeLessThan(30)
      expect((await store.streamState(stream)).streamVersion).toBe(1)
    }
    await Promise.all(appends)
    expect(order).toEqual(Array.from({ length: 150 }, (_, index) => index + 2))
  })
})

describe('many appends that want one held tag', () => {
  it('leave connections to readers', async () => {
    const store = new PostgresEventStore({ pool: open.anotherPool({ max: 6 }) })
    const seat: Event = { type: 'SeatSold', data: {}, tags: ['seat:2'] }
    const query = { items: [{ tags: ['seat:2'] }] }
    const [stream] = await existing('reading', 1)
    const { head } = await store.readByQuery(query)
    let appends: Promise<PromiseSettledResult<unknown>[]>
    {
      await using somebody = await elsewhere()
      const conditions = [{ failIfEventsMatch: query, after: head }]
      await open.store.commitOn(somebody.client, { appends: [{ events: [seat] }], conditions })
      appends = Promise.allSettled([
        ...Array.from({ length: 40 }, () => store.commit({ appends: [{ events: [seat] }], conditions })),
        ...Array.from({ length: 40 }, () => store.commit({ appends: [{ events: [seat] }] })),
      ])
      const end = Date.now() + 400 // time enough to take every connection
      while (Date.now() < end) {
        expect(await store.streamState(stream ?? streamId('reading', '0'))).toMatchObject({
          streamVersion: 1,
        })
      }
    }
    const outcomes = await appends
    expect(outcomes.slice(40).every(({ status }) => status === 'fulfilled')).toBe(true)
    expect(outcomes.slice(0, 40).filter(({ status }) => status === 'fulfilled').length).toBeLessThan(2)
  })
})

describe('a race with another process', () => {
  it('costs one member of a group its append, not the others', async () => {
    const raced = streamId('raced', '17')
    const other = await open.pool.connect()
    await other.query('begin')
    await open.store.commitOn(other, {
      appends: [{ streamId: raced, expectedVersion: 'no-stream', events: [anEvent] }],
    })
    const appends = Promise.allSettled(create('raced', 40))
    await expect
      .poll(async () => {
        const { rows } = await open.pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
        return rows.length
      })
      .toBeGreaterThan(0) // a group has run into it
    await other.query('commit')
    other.release()
    const outcomes = await appends
    expect(outcomes.flatMap(({ status }, nr) => (status === 'rejected' ? [nr] : []))).toEqual([17])
    expect(outcomes[17]).toMatchObject({ reason: { code: 'ERR_CONCURRENCY', actual: 1 } })
  })
})

describe('a group whose answer was lost', () => {
  it('tells each member what became of it', async () => {
    await existing('lost', 3)
    const target = new URL(open.url)
    await using proxy = await startFaultProxy({
      target: { host: target.hostname, port: Number(target.port) },
    })
    const pool = open.anotherPool({ connectionString: proxy.rewrite(open.url), max: 6 })
    const store = new PostgresEventStore({ pool })
    for (const client of await Promise.all([0, 1, 2, 3, 4, 5].map(() => pool.connect()))) client.release() // no answers later

    proxy.dropReplies()
    const appends = Promise.allSettled(create('lost', 40, store)) // three of them are there already
    const count = async (): Promise<number> => {
      const { rows } = await open.pool.query(
        `select count(*)::int as count from uno.events where stream_id like 'lost-%'`,
      )
      return rows[0].count
    }
    await expect.poll(count, { timeout: 5_000 }).toBeGreaterThan(3)
    proxy.heal()
    const outcomes = await appends
    expect(outcomes.flatMap(({ status }, nr) => (status === 'rejected' ? [nr] : []))).toEqual([0, 1, 2])
    for (const outcome of outcomes.slice(0, 3)) {
      expect(outcome).toMatchObject({ reason: { code: 'ERR_CONCURRENCY', actual: 1 } })
    }
    for (const outcome of outcomes.slice(3)) {
      expect(outcome).toMatchObject({ value: { streamVersion: 1, written: true } })
    }
    expect(await count()).toBe(40)
  })
})
