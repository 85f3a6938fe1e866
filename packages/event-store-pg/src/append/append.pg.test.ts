import { startFaultProxy } from '@uno-ts/testing'
import { isUnoError, streamId, type AppendResult, type Event } from '@uno-ts/types'
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

async function versionsOf(id: string): Promise<readonly number[]> {
  const versions: number[] = []
  for await (const event of open.store.readStream(streamId('test', id))) versions.push(event.streamVersion)
  return versions
}

describe('appends that wait together', () => {
  it('share transactions', async () => {
    const appends = Array.from({ length: 200 }, (_, nr) =>
      open.store.append(streamId('shared', String(nr)), [anEvent], { expectedVersion: 'no-stream' }),
    )
    await Promise.all(appends)
    const { rows } = await open.pool.query(
      `select count(distinct xmin::text)::int as transactions from uno.events where stream_id like 'shared-%'`,
    )
    expect(rows[0].transactions).toBeLessThan(50)
  })

  it('share nothing where sharing is switched off', async () => {
    const store = new PostgresEventStore({ pool: open.pool, groupLanes: Number.POSITIVE_INFINITY })
    const appends = Array.from({ length: 60 }, (_, nr) =>
      store.append(streamId('unshared', String(nr)), [anEvent], { expectedVersion: 'no-stream' }),
    )
    await Promise.all(appends)
    const { rows } = await open.pool.query(
      `select count(distinct xmin::text)::int as transactions from uno.events where stream_id like 'unshared-%'`,
    )
    expect(rows[0].transactions).toBe(60)
  })

  it('each keep their own outcome', async () => {
    await open.store.append(streamId('own', '0'), [anEvent], { expectedVersion: 'no-stream' })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, nr) =>
        open.store.append(streamId('own', String(nr % 20)), [anEvent], {
          expectedVersion: nr < 20 ? 'no-stream' : 1,
        }),
      ),
    )
    const written = outcomes.map((outcome) => outcome.status === 'fulfilled')
    // Stream 0 exists already: its creation is refused, its second event follows. Elsewhere both are written.
    expect(written.filter(Boolean)).toHaveLength(39)
    expect(written[0]).toBe(false)
    for (let nr = 0; nr < 20; nr++) {
      expect((await open.store.streamState(streamId('own', String(nr)))).streamVersion).toBe(2)
    }
  })

  it('are not failed by a neighbour the database refuses', async () => {
    const poison: Event = { type: 'has a \0 in its name', data: {} }
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, nr) =>
        open.store.append(streamId('poisoned', String(nr)), [nr === 17 ? poison : anEvent], {
          expectedVersion: 'no-stream',
        }),
      ),
    )
    expect(outcomes.flatMap((outcome, nr) => (outcome.status === 'rejected' ? [nr] : []))).toEqual([17])
    expect(outcomes[17]).toMatchObject({ reason: { code: 'ERR_INVALID_ARGUMENT' } })
  })

  it('are not held up by a stream that somebody else holds', async () => {
    await open.store.append(streamId('busy', '0'), [anEvent], { expectedVersion: 'no-stream' })
    const client = await open.pool.connect()
    await client.query('begin')
    await client.query(`select 1 from uno.streams where stream_id = 'busy-0' for update`)
    try {
      const busy = open.store.append(streamId('busy', '0'), [anEvent], { expectedVersion: 'any' })
      // One lane waits for the stream; the rest share the other one, among them one more for the stream that is held.
      const others = Array.from({ length: 30 }, (_, nr) =>
        open.store.append(streamId('free', String(nr)), [anEvent], { expectedVersion: 'no-stream' }),
      )
      const alsoBusy = open.store.append(streamId('busy', '0'), [anEvent], { expectedVersion: 'any' })
      await expect(Promise.all(others)).resolves.toHaveLength(30)
      await client.query('commit')
      const versions = (await Promise.all([busy, alsoBusy])).map((result) => result.streamVersion)
      expect(versions.toSorted((a, b) => a - b)).toEqual([2, 3])
    } finally {
      client.release()
    }
  })

  it('all end in success or a conflict when 50 writers want one stream, and no update is lost', async () => {
    const stream = streamId('storm', '1')
    const write = async (): Promise<number> => {
      for (let tries = 1; ; tries++) {
        const { streamVersion } = await open.store.streamState(stream)
        try {
          await open.store.append(stream, [anEvent], { expectedVersion: streamVersion })
          return tries
        } catch (error) {
          if (!isUnoError(error, 'ERR_CONCURRENCY')) throw error
        }
      }
    }
    await Promise.all(Array.from({ length: 50 }, write))
    expect((await open.store.streamState(stream)).streamVersion).toBe(50)
  })
})

describe('an append of several events to one stream', () => {
  const three = [anEvent, anEvent, anEvent]

  /** Begins it while somebody else's transaction is open, and ends that once the append waits for it. */
  async function whileOpen(
    hold: (client: PoolClient) => Promise<unknown>,
    append: () => Promise<AppendResult>,
  ) {
    const client = await open.pool.connect()
    await client.query('begin')
    await hold(client)
    const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%append_events(%'`
    const appending = Promise.allSettled([append()])
    await expect.poll(async () => (await open.pool.query(waiting)).rowCount, { timeout: 5_000 }).toBe(1)
    await client.query('commit')
    client.release()
    const [outcome] = await appending
    return outcome
  }

  it('waits for a stream that somebody else holds', async () => {
    const stream = streamId('several', 'held')
    await open.store.append(stream, [anEvent], { expectedVersion: 'no-stream' })
    const outcome = await whileOpen(
      (client) => client.query('select 1 from uno.streams where stream_id = $1 for update', [stream]),
      () => open.store.append(stream, three, { expectedVersion: 1 }),
    )
    expect(outcome).toMatchObject({ value: { streamVersion: 4, written: true } })
  })

  it('learns what it met from a stream that somebody else is making', async () => {
    const stream = streamId('several', 'made')
    const outcome = await whileOpen(
      (client) =>
        open.store.commitOn(client, {
          appends: [{ streamId: stream, expectedVersion: 'no-stream', events: [anEvent] }],
        }),
      () => open.store.append(stream, three, { expectedVersion: 'no-stream' }),
    )
    expect(outcome).toMatchObject({ reason: { code: 'ERR_CONCURRENCY', actual: 1 } })
    expect(await open.store.streamState(stream)).toMatchObject({ streamVersion: 1 })
  })
})

describe('an append whose answer was lost', () => {
  it('is found by its ids and not written again', async () => {
    const target = new URL(open.url)
    await using proxy = await startFaultProxy({
      target: { host: target.hostname, port: Number(target.port) },
    })
    const pool = open.anotherPool({ connectionString: proxy.rewrite(open.url), max: 2 })
    const store = new PostgresEventStore({ pool })
    await store.append(streamId('test', 'lost'), [anEvent], { expectedVersion: 'no-stream' })

    proxy.dropReplies()
    const appended = store.append(streamId('test', 'lost'), [anEvent, anEvent], { expectedVersion: 1 })
    await expect.poll(() => versionsOf('lost'), { timeout: 5_000 }).toEqual([1, 2, 3])
    proxy.heal()
    await expect(appended).resolves.toMatchObject({ streamVersion: 3, written: true })
    expect(await versionsOf('lost')).toEqual([1, 2, 3])
  })
})

describe('a condition', () => {
  it('finds a matching event that was in flight below the highest position its reader saw', async () => {
    const query = { items: [{ tags: ['course:c1'] }] }
    const enrolled: Event = { type: 'Enrolled', data: {}, tags: ['course:c1'] }
    const client = await open.pool.connect()
    await client.query('begin')
    await open.store.commitOn(client, { appends: [{ events: [enrolled] }] })
    await open.store.append(streamId('test', 'later'), [anEvent], { expectedVersion: 'any' })

    const reading = open.store.readByQuery(query) // waits for the append in flight
    await client.query('commit')
    client.release()
    const { events, head } = await reading
    expect(events).toHaveLength(1)

    const condition = { failIfEventsMatch: query, after: head }
    await expect(
      open.store.commit({ appends: [{ events: [enrolled] }], conditions: [condition] }),
    ).resolves.toBeDefined()
    await expect(
      open.store.commit({ appends: [{ events: [enrolled] }], conditions: [condition] }),
    ).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
  })

  it('lets one of 20 racers through, so that invoice numbers have no holes', async () => {
    const query = { items: [{ types: ['InvoiceIssued'] }] }
    const issue = async (): Promise<void> => {
      for (;;) {
        const { events, head } = await open.store.readByQuery<Event<'InvoiceIssued', { nr: number }>>(query)
        const nr = (events.at(-1)?.data.nr ?? 0) + 1
        try {
          await open.store.commit({
            appends: [{ events: [{ type: 'InvoiceIssued', data: { nr } }] }],
            conditions: [{ failIfEventsMatch: query, after: head }],
          })
          return
        } catch (error) {
          if (!isUnoError(error, 'ERR_CONCURRENCY')) throw error
        }
      }
    }
    await Promise.all(Array.from({ length: 20 }, issue))
    const { events } = await open.store.readByQuery<Event<'InvoiceIssued', { nr: number }>>(query)
    expect(events.map((event) => event.data.nr)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  })
})
