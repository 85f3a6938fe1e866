import { streamId, type StreamId } from '@uno-ts/types'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createDatabase } from '@uno-ts/testing'
import { delivered, openStore, type OpenStore } from '../../test/open-store.ts'

let open: OpenStore

beforeAll(async () => {
  open = await openStore({ pollIntervalMs: 50 })
})
afterAll(() => open.close())

const anEvent = { type: 'Happened', data: {} }

interface HeldAppend {
  /** The server process. */
  readonly pid: number
  readonly end: (how: 'commit' | 'rollback') => Promise<void>
}

/** Appends in a transaction of its own that somebody ends later. */
async function heldAppend(stream: StreamId): Promise<HeldAppend> {
  const client = await open.pool.connect()
  await client.query('begin')
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  await open.store.commitOn(client, {
    appends: [{ streamId: stream, expectedVersion: 'any', events: [anEvent] }],
  })
  return {
    pid: rows[0]?.pid ?? 0,
    async end(how) {
      await client.query(how)
      client.release()
    },
  }
}

describe('the order over all streams', () => {
  it('loses nothing and repeats nothing while 24 writers delay and roll back their commits', async () => {
    const committed = new Set<string>()
    const until = Date.now() + 3_000
    const following = new AbortController()
    const seen: { id: string; position: bigint }[] = []
    const subscriber = (async () => {
      for await (const page of open.store.subscribe({ signal: following.signal, batchSize: 50 })) {
        for (const event of page.events) seen.push({ id: event.id, position: event.globalPosition })
      }
    })().catch(() => undefined)

    const writer = async (nr: number): Promise<void> => {
      for (let round = 0; Date.now() < until; round++) {
        const stream = streamId('soak', `${nr}x${round % 5}`)
        const id = crypto.randomUUID()
        const client = await open.pool.connect()
        try {
          await client.query('begin')
          await open.store.commitOn(client, {
            appends: [{ streamId: stream, expectedVersion: 'any', events: [{ ...anEvent, id }] }],
          })
          await client.query('select pg_sleep($1)', [Math.random() * 0.03])
          if (Math.random() < 0.15) {
            await client.query('rollback')
          } else {
            await client.query('commit')
            committed.add(id)
          }
        } finally {
          client.release()
        }
      }
    }
    await Promise.all(Array.from({ length: 24 }, (_, nr) => writer(nr)))
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(committed.size)
    following.abort()
    await subscriber

    expect(committed.size).toBeGreaterThan(200)
    expect(new Set(seen.map((event) => event.id))).toEqual(committed)
    const positions = seen.map((event) => event.position)
    expect(positions.every((position, index) => index === 0 || position > (positions[index - 1] ?? 0n))).toBe(
      true,
    )
  })

  it('holds back what commits first until what drew a lower position has ended', async () => {
    const before = await open.store.head()
    const first = await heldAppend(streamId('held', 'a'))
    const second = await heldAppend(streamId('held', 'b'))
    await second.end('commit')
    expect((await open.store.readPage({ after: before })).events).toEqual([])
    await first.end('commit')
    const { events } = await open.store.readPage({ after: before })
    expect(events.map((event) => event.streamId)).toEqual(['held-a', 'held-b'])
  })

  it('names who holds it back, and since when', async () => {
    expect(await open.store.horizonHolders()).toEqual([])
    const first = await heldAppend(streamId('held', 'x'))
    const second = await heldAppend(streamId('held', 'y'))
    const holders = await open.store.horizonHolders()
    expect(holders).toHaveLength(2)
    expect(holders[0]).toMatchObject({ pid: first.pid, query: expect.stringContaining('append_event') })
    expect(holders[0]?.ageMs).toBeGreaterThanOrEqual(0)
    await second.end('commit')
    await first.end('rollback')
    expect(await open.store.horizonHolders()).toEqual([])
  })

  it('goes on past the gap of an append that was rolled back', async () => {
    const before = await open.store.head()
    const lost = await heldAppend(streamId('held', 'c'))
    const kept = await open.store.append(streamId('held', 'd'), [anEvent], { expectedVersion: 'any' })
    await lost.end('rollback')
    const found = await delivered(open.store, kept.globalPosition)
    expect(found.filter((event) => event.position > before).map((event) => event.streamId)).toEqual([
      'held-d',
    ])
  })

  it('goes on past an append whose connection was cut', async () => {
    const client = new Client({ connectionString: open.url })
    client.on('error', () => undefined)
    await client.connect()
    await client.query('begin')
    await open.store.commitOn(client, {
      appends: [{ streamId: streamId('held', 'e'), expectedVersion: 'any', events: [anEvent] }],
    })
    const kept = await open.store.append(streamId('held', 'f'), [anEvent], { expectedVersion: 'any' })
    expect(await open.store.head()).toBeLessThan(kept.globalPosition)
    await client.end()
    await expect.poll(() => open.store.head(), { timeout: 5_000 }).toBe(kept.globalPosition)
  })

  it('is not held back by write transactions elsewhere: in this database, or in another one of the cluster', async () => {
    await open.pool.query('create table if not exists elsewhere (x int)')
    await using other = await createDatabase(inject('postgresUrl'))
    const clients = [new Client({ connectionString: open.url }), new Client({ connectionString: other.url })]
    try {
      for (const client of clients) {
        await client.connect()
        await client.query('begin')
        await client.query('create table held_open (x int)')
        await client.query('insert into held_open values (1)')
      }
      const result = await open.store.append(streamId('held', 'g'), [anEvent], { expectedVersion: 'any' })
      expect(await open.store.head()).toBe(result.globalPosition)
    } finally {
      for (const client of clients) await client.end()
    }
  })

  it('draws no position for the loser of a race', async () => {
    const stream = streamId('race', '1')
    const before = await open.store.append(stream, [anEvent], { expectedVersion: 'no-stream' })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => open.store.append(stream, [anEvent], { expectedVersion: 1 })),
    )
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    const after = await open.store.append(stream, [anEvent], { expectedVersion: 2 })
    expect(after.globalPosition).toBe(before.globalPosition + 2n)
  })
})
