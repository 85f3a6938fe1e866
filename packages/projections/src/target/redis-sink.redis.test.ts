import { randomUUID } from 'node:crypto'
import { InMemoryEventStore, InMemoryProjectionStorage } from '@uno-ts/testing'
import { projectionId, streamId, type Event } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ProjectionRunner } from '../runner/projection-runner.ts'
import { defineRedisSink } from './define-redis-sink.ts'
import type { RedisWrite } from './redis-write.ts'

type Changed = Event<'Changed', RedisWrite>

const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: new Pool() }) })
const client = createClient({ url: inject('redisUrl') })

beforeAll(async () => void (await client.connect()))
afterAll(() => client.close())

/** A sink under a prefix of its own. */
function aTarget() {
  const prefix = `test:${randomUUID()}:`
  const eventStore = new InMemoryEventStore()
  const sink = (version: number) =>
    defineRedisSink<Changed>({
      name: 'sink',
      client: { sendCommand: (command) => client.sendCommand([...command]) },
      prefix,
      version,
      eventTypes: ['Changed'],
      write: ({ data }) => [data],
    })
  return {
    read: async (key: string) => {
      const { '@position': _, ...fields } = await client.hGetAll(prefix + key)
      return fields
    },
    append: (...writes: readonly RedisWrite[]) =>
      eventStore.append(
        streamId('s', '1'),
        writes.map((data) => ({ type: 'Changed', data })),
        { expectedVersion: 'any' },
      ),
    /** Delivers everything, with a storage that knows nothing of earlier runs unless it is given. */
    deliver: async (storage = new InMemoryProjectionStorage()) => {
      const runner = new ProjectionRunner({ eventStore, db, storage, projections: [sink(1)] })
      await runner.start()
      await runner.caughtUp()
      return runner
    },
  }
}

describe('a sink into Redis', () => {
  it('sets, adds and removes', async () => {
    const { append, deliver, read } = aTarget()
    await append(
      { key: 'a', set: { name: 'x' }, add: { count: 2 } },
      { key: 'a', set: { name: 'y' }, add: { count: 3 } },
      { key: 'b', set: { name: 'z' } },
      { key: 'b', remove: true },
    )
    await using _ = await deliver()
    expect(await read('a')).toEqual({ name: 'y', count: '5' })
    expect(await read('b')).toEqual({})
  })

  it('writes once what is delivered twice', async () => {
    const { append, deliver, read } = aTarget()
    await append({ key: 'a', add: { count: 1 } }, { key: 'a', add: { count: 1 } })
    const storage = new InMemoryProjectionStorage()
    await using runner = await deliver(storage)
    // As if the answer to both had been lost.
    await storage.leases.reclaim(
      { projectionId: projectionId('sink'), version: 1 },
      { position: 0n as never },
    )
    await append({ key: 'a', add: { count: 1 } })
    await runner.caughtUp()
    await expect.poll(() => read('a')).toEqual({ count: '3' })
  })

  it('is made anew by a rebuild', async () => {
    const { append, deliver, read } = aTarget()
    await append({ key: 'a', add: { count: 4 } })
    await using runner = await deliver()
    await runner.rebuild(projectionId('sink'))
    expect(await read('a')).toEqual({ count: '4' })
  })
})
