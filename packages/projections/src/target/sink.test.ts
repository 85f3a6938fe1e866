import { InMemoryEventStore, InMemoryProjectionStorage } from '@uno-ts/testing'
import { globalPosition, projectionId, streamId, type EventStore } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProjectionRunner } from '../runner/projection-runner.ts'
import { defineSink } from './define-sink.ts'
import type { SinkDefinition } from './sink.ts'

const id = projectionId('sink')
/** Nobody connects to it: the storage is in memory. */
const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: new Pool() }) })

let eventStore: EventStore
let storage: InMemoryProjectionStorage
let delivered: string[]
const runners: ProjectionRunner[] = []

beforeEach(() => {
  eventStore = new InMemoryEventStore()
  storage = new InMemoryProjectionStorage()
  delivered = []
})
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()))
})

async function append(...names: readonly string[]) {
  const events = names.map((name) => ({ type: 'Named', data: { name } }))
  const { globalPosition: position } = await eventStore.append(streamId('s', names[0] ?? ''), events, {
    expectedVersion: 'any',
  })
  return position
}

type Named = { readonly type: 'Named'; readonly data: { readonly name: string } }

async function start(options: Partial<SinkDefinition<Named>> = {}): Promise<ProjectionRunner> {
  const sink = defineSink<Named>({
    name: 'sink',
    eventTypes: ['Named'],
    deliver: async (events) => void delivered.push(...events.map(({ data }) => data.name)),
    ...options,
  })
  const runner = new ProjectionRunner({ eventStore, db, storage, projections: [sink], leaseTtlMs: 600 })
  runners.push(runner)
  await runner.start()
  return runner
}

describe('a sink', () => {
  it('is given its events in order, with the position of the last', async () => {
    const last = await append('a', 'b')
    const positions: bigint[] = []
    const runner = await start({ deliver: async (_events, { position }) => void positions.push(position) })
    await runner.caughtUp()
    expect(positions).toEqual([last])
  })

  it('is waited for without a transaction', async () => {
    await append('a')
    const answered = Promise.withResolvers<void>()
    const runner = await start({ deliver: () => answered.promise })
    // Would wait for ever, were a transaction open: the storage has one at a time.
    await storage.transaction(async () => undefined)
    expect(await storage.leases.status({ projectionId: id, version: 1 })).toMatchObject([{ position: 0n }])
    answered.resolve()
    await runner.caughtUp()
    expect(await storage.leases.status({ projectionId: id, version: 1 })).not.toMatchObject([
      { position: 0n },
    ])
  })

  it('is given again what it has not answered', async () => {
    await append('a', 'b')
    let tries = 0
    const runner = await start({
      onError: { strategy: 'retry', firstMs: 1 },
      deliver: async (events) => {
        delivered.push(...events.map(({ data }) => data.name))
        if ((tries += 1) < 3) throw new Error('no answer')
      },
    })
    await runner.caughtUp()
    expect(delivered).toEqual(['a', 'b', 'a', 'b', 'a', 'b'])
  })

  it('parks what the target refuses, and delivers it later', async () => {
    let refuses = true
    await append('bad')
    await append('good')
    const runner = await start({
      onError: 'deadLetter',
      deliver: async (events) => {
        if (refuses && events.some(({ data }) => data.name === 'bad')) throw new Error('refused')
        delivered.push(...events.map(({ data }) => data.name))
      },
    })
    await runner.caughtUp()
    expect(delivered).toEqual(['good'])
    refuses = false
    expect(await runner.retryFailedEvents(id)).toMatchObject([{ ok: true }])
    expect(delivered).toEqual(['good', 'bad'])
  })

  it('is not given again what it has had, by a restart or a rebuild', async () => {
    await append('a')
    const first = await start()
    await first.caughtUp()
    await first.stop()
    await append('b')
    const second = await start()
    await second.caughtUp()
    await expect(second.rebuild(id)).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
    expect(delivered).toEqual(['a', 'b'])
  })

  it('is silent in a raised version until that has passed what was delivered', async () => {
    await append('a', 'b')
    const first = await start()
    await first.caughtUp()
    const second = await start({ version: 2, slices: 4 })
    await second.caughtUp()
    await second.caughtUp(await append('c'))
    expect(delivered).toEqual(['a', 'b', 'c'])
    await second.stop()
    const again = await start({ version: 2, slices: 4 })
    await again.caughtUp(await append('d'))
    expect(delivered).toEqual(['a', 'b', 'c', 'd'])
  })

  it('is given everything again by a raised version when it can be emptied', async () => {
    await append('a')
    const reset = async () => void delivered.splice(0)
    const first = await start({ reset })
    await first.caughtUp()
    const second = await start({ reset, version: 2 })
    await second.caughtUp()
    expect(delivered).toEqual(['a'])
  })

  it('is given everything again by a rebuild when it can be emptied', async () => {
    await append('a')
    const runner = await start({ reset: async () => void delivered.push('emptied') })
    await runner.caughtUp()
    await runner.rebuild(id)
    expect(delivered).toEqual(['emptied', 'a', 'emptied', 'a'])
  })

  it('begins behind a position', async () => {
    const after = await append('a')
    await append('b')
    const runner = await start({ after })
    await runner.caughtUp()
    expect(delivered).toEqual(['b'])
    expect(after).toBeGreaterThan(globalPosition(0))
  })
})
