import { createDatabase } from '@uno-ts/testing'
import { streamId, type Event, type GlobalPosition } from '@uno-ts/types'
import { Client, type PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { delivered, openStore, type OpenStore } from '../test/open-store.ts'
import { PostgresEventStore } from './postgres-event-store.ts'

let open: OpenStore
beforeAll(async () => {
  open = await openStore({ pollIntervalMs: 20 })
  await open.pool.query('create table elsewhere (x int)')
})
afterAll(() => open.close())

const anEvent: Event = { type: 'Happened', data: {} }
const any = { expectedVersion: 'any' } as const

/** A transaction that has written to another table first, so that the server numbered it before it appends. */
async function transactionThatWroteFirst(): Promise<PoolClient> {
  const client = await open.pool.connect()
  await client.query('begin')
  await client.query('insert into elsewhere values (1)')
  return client
}

async function commit(client: PoolClient): Promise<void> {
  await client.query('commit')
  client.release()
}

/** Another process's store: it shares no queue with ours. */
function anotherProcess(): PostgresEventStore {
  return new PostgresEventStore({ pool: open.anotherPool({ max: 1 }) })
}

describe('an event in flight below the highest position', () => {
  const query = { items: [{ types: ['Enrolled'], tags: ['course:1'] }] }
  const enrolled: Event = { type: 'Enrolled', data: {}, tags: ['course:1', 'student:1'] }

  it('is found by a condition read before it, though its append has no condition', async () => {
    const { head } = await open.store.readByQuery(query)
    const inFlight = await open.pool.connect()
    await inFlight.query('begin')
    await open.store.commitOn(inFlight, {
      appends: [{ streamId: streamId('course', '1'), ...any, events: [enrolled] }],
    })
    await open.store.append(streamId('other', '1'), [anEvent], any) // now the highest position is above it

    const deciding = open.store.commit({
      appends: [{ events: [enrolled] }],
      conditions: [{ failIfEventsMatch: query, after: head }],
    })
    await Promise.all([
      expect(deciding).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' }),
      commit(inFlight), // it may be decided before this has ended
    ])
  })

  it('is seen by a decision read while it is in flight, or refuses what was decided', async () => {
    const before = (await open.store.readByQuery(query)).events.length
    const inFlight = await open.pool.connect()
    await inFlight.query('begin')
    await open.store.commitOn(inFlight, {
      appends: [{ streamId: streamId('course', '2'), ...any, events: [enrolled] }],
    })
    await open.store.append(streamId('other', '1'), [anEvent], any)

    const reading = anotherProcess().readByQuery(query)
    await commit(inFlight)
    const { events, head } = await reading
    const decided = await open.store
      .commit({ appends: [{ events: [anEvent] }], conditions: [{ failIfEventsMatch: query, after: head }] })
      .then(
        () => 'written',
        () => 'refused',
      )
    expect(decided).toBe(events.length === before + 1 ? 'written' : 'refused')
  })
})

describe('a transaction that wrote elsewhere before it appended', () => {
  it('is not lost by a checkpoint that holds only a position', async () => {
    const early = await transactionThatWroteFirst()
    const late = await open.store.append(streamId('late', '1'), [anEvent], any)
    const { position: checkpoint } = await open.store.readPage()
    expect(checkpoint).toBe(late.globalPosition)
    await open.store.commitOn(early, {
      appends: [{ streamId: streamId('early', '1'), ...any, events: [anEvent] }],
    })
    await commit(early)
    const { events } = await open.store.readPage({ after: checkpoint })
    expect(events.map((event) => event.streamId)).toEqual(['early-1'])
  })

  it('never brings a stream backwards', async () => {
    const stream = streamId('backwards', '1')
    const before = await open.store.head()
    const early = await transactionThatWroteFirst()
    await open.store.append(stream, [anEvent], { expectedVersion: 'no-stream' })
    const { appends } = await open.store.commitOn(early, {
      appends: [{ streamId: stream, expectedVersion: 1, events: [anEvent] }],
    })
    await commit(early)
    const last = appends[0]?.globalPosition ?? 0n
    const seen = await delivered(open.store, last)
    const ofStream = seen.filter((event) => event.position > before && event.streamId === stream)
    expect(ofStream.map((event) => event.version)).toEqual([1, 2])
  })
})

describe('racers who all find nothing before they insert', () => {
  it('create a stream once', async () => {
    const racers = Array.from({ length: 8 }, anotherProcess)
    const stream = streamId('racing', '1')
    const found = await Promise.all(racers.map((racer) => racer.streamState(stream)))
    expect(found.every((state) => state.streamVersion === 0)).toBe(true)
    const outcomes = await Promise.allSettled(
      racers.map((racer) => racer.append(stream, [anEvent], { expectedVersion: 'no-stream' })),
    )
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
  })

  it('take a name once', async () => {
    const racers = Array.from({ length: 8 }, anotherProcess)
    const query = { items: [{ types: ['NameTaken'], tags: ['name:ada'] }] }
    const found = await Promise.all(racers.map((racer) => racer.readByQuery(query)))
    expect(found.every(({ events }) => events.length === 0)).toBe(true)
    const outcomes = await Promise.allSettled(
      racers.map((racer, nr) =>
        racer.commit({
          appends: [{ events: [{ type: 'NameTaken', data: { nr }, tags: ['name:ada'] }] }],
          conditions: [{ failIfEventsMatch: query, ...(found[nr] && { after: found[nr].head }) }],
        }),
      ),
    )
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    expect((await open.store.readByQuery(query)).events).toHaveLength(1)
  })
})

describe('a write transaction left open in another database of the cluster', () => {
  it('holds back no subscription', async () => {
    await using other = await createDatabase(inject('postgresUrl'))
    const client = new Client({ connectionString: other.url })
    await client.connect()
    try {
      await client.query('begin')
      await client.query('create table left_open (x int)')
      const result = await open.store.append(streamId('cluster', '1'), [anEvent], any)
      const seen = await delivered(open.store, result.globalPosition, 2_000)
      expect(seen.at(-1)?.position).toBe(result.globalPosition)
    } finally {
      await client.end()
    }
  })
})

describe('a floor and savepoints', () => {
  /** Whether a reader sees nothing of an append under way, and all of it after its commit. */
  async function readerSees(client: PoolClient, before: GlobalPosition): Promise<readonly string[]> {
    await open.store.append(streamId('overtaking', '1'), [anEvent], any)
    expect((await open.store.readPage({ after: before })).events).toEqual([])
    await commit(client)
    const { events } = await open.store.readPage({ after: before })
    return events.map((event) => event.streamId)
  }

  it('stays where it was when a savepoint after an append is rolled back', async () => {
    const before = await open.store.head()
    const client = await open.pool.connect()
    await client.query('begin')
    await open.store.commitOn(client, {
      appends: [{ streamId: streamId('save', '1'), ...any, events: [anEvent] }],
    })
    await client.query('savepoint later')
    await open.store.commitOn(client, {
      appends: [{ streamId: streamId('save', '2'), ...any, events: [anEvent] }],
    })
    await client.query('rollback to savepoint later')
    expect(await readerSees(client, before)).toEqual(['save-1', 'overtaking-1'])
  })

  it('is taken anew by an append after a savepoint that was rolled back', async () => {
    const before = await open.store.head()
    const client = await open.pool.connect()
    await client.query('begin')
    await client.query('savepoint first')
    await open.store.commitOn(client, {
      appends: [{ streamId: streamId('save', '3'), ...any, events: [anEvent] }],
    })
    await client.query('rollback to savepoint first')
    await open.store.commitOn(client, {
      appends: [{ streamId: streamId('save', '4'), ...any, events: [anEvent] }],
    })
    expect(await readerSees(client, before)).toEqual(['save-4', 'overtaking-1'])
  })
})
