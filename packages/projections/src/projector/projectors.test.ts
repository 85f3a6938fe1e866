import { InMemoryEventStore, InMemoryProjectionStorage } from '@uno-ts/testing'
import { streamId, type Event, type RecordedEvent } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { beforeEach, describe, expect, it } from 'vitest'
import { ProjectionEventHandler } from '../bridge/projection-event-handler.ts'
import { defineProjection } from '../define/define-projection.ts'
import type { Projection } from '../define/projection.ts'
import { AsyncProjector } from './async-projector.ts'
import { BatchProjector } from './batch-projector.ts'
import { ParallelProjector } from './parallel-projector.ts'
import { ResilientProjection } from './resilient-projection.ts'

type Named = Event<'Named', { readonly name: string }>

/** Nobody connects to it: the storage is in memory. */
const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: new Pool() }) })

let eventStore: InMemoryEventStore
let storage: InMemoryProjectionStorage
let names: string[]
let refused: Set<string>
let projection: Projection<Named, object>

beforeEach(() => {
  eventStore = new InMemoryEventStore()
  storage = new InMemoryProjectionStorage()
  names = []
  refused = new Set()
  projection = defineProjection<Named, object>({
    name: 'names',
    version: 1,
    on: {
      Named: ({ data }) => {
        if (refused.has(data.name)) throw new Error('refused')
        names.push(data.name)
      },
    },
  })
})

async function append(...all: readonly string[]): Promise<readonly RecordedEvent[]> {
  for (const name of all) {
    const [stream = name] = name.split('-')
    const event = { type: 'Named', data: { name } }
    await eventStore.append(streamId('s', stream), [event], { expectedVersion: 'any' })
  }
  return await Array.fromAsync(eventStore.readAll())
}

/** Appends one event and gives it. */
async function appendOne(name: string): Promise<RecordedEvent> {
  const event = (await append(name)).at(-1)
  if (event === undefined) throw new Error('expected the event in the log')
  return event
}

const runner = () => ({ eventStore, db, storage, leaseTtlMs: 600 })

describe('a projector behind the log', () => {
  it('follows it, says where it stands and is waited for', async () => {
    const event = await appendOne('a')
    await using projector = new AsyncProjector({ projection, runner: runner() })
    await projector.start()
    await projector.caughtUp()
    await projector.waitFor(event.globalPosition)
    expect(names).toEqual(['a'])
    expect(await projector.status()).toMatchObject({ projectionId: 'names', handled: 1, state: 'running' })
  })
})

describe('a projector of given events', () => {
  it('applies them in batches, leaving out other types', async () => {
    await eventStore.append(streamId('s', 'other'), [{ type: 'Other', data: {} }], { expectedVersion: 'any' })
    await append('a', 'b', 'c')
    const projector = new BatchProjector({ projection, storage, batchSize: 2 })
    expect(await projector.project(eventStore.readAll())).toBe(3)
    expect(names).toEqual(['a', 'b', 'c'])
  })

  it('keeps the batches before one that is refused', async () => {
    refused.add('c')
    const projector = new BatchProjector({ projection, storage, batchSize: 2 })
    await expect(projector.project(await append('a', 'b', 'c'))).rejects.toMatchObject({
      code: 'ERR_PROJECTION',
    })
    expect(names).toEqual(['a', 'b'])
  })

  it('applies those of one key in order, however many at once', async () => {
    const given = Array.from({ length: 60 }, (_, nr) => `k${nr % 7}-${nr}`)
    const projector = new ParallelProjector({ projection, storage, batchSize: 4, parallelism: 3 })
    expect(await projector.project(await append(...given))).toBe(60)
    const byKey = (all: readonly string[]) => Map.groupBy(all, (name) => name.split('-')[0])
    expect(byKey(names)).toEqual(byKey(given))
  })

  it.each([0, 1.5])('refuses %s as a size', (size) => {
    expect(() => new BatchProjector({ projection, storage, batchSize: size })).toThrow('whole number from 1')
    expect(() => new ParallelProjector({ projection, storage, parallelism: size })).toThrow('whole number')
  })
})

describe('a resilient projection', () => {
  it('parks what is refused, answers for it, and handles it again', async () => {
    refused.add('bad')
    const bad = await appendOne('bad')
    const good = await appendOne('good')
    await using resilient = new ResilientProjection({ projection, strategy: 'deadLetter', runner: runner() })
    await resilient.start()
    await resilient.handleEvent(good)
    expect(names).toEqual(['good'])
    expect(resilient.getStats()).toMatchObject({ handled: 2, parked: 1 })
    expect(await resilient.getFailedEvents()).toMatchObject([{ eventId: bad.id }])
    refused.clear()
    expect(await resilient.retryFailedEvents()).toEqual([{ ok: true, value: bad.globalPosition }])
    expect(names).toEqual(['good', 'bad'])
    expect(await resilient.clearFailedEvents()).toBe(0)
  })

  it('goes on past what is refused, by the strategy that others call CONTINUE', async () => {
    refused.add('bad')
    await append('bad')
    const good = await appendOne('good')
    await using resilient = new ResilientProjection({ projection, strategy: 'skip', runner: runner() })
    await resilient.start()
    await resilient.handleEvent(good)
    expect(resilient.getStats()).toMatchObject({ skipped: 1 })
    expect(await resilient.getFailedEvents()).toEqual([])
  })
})

describe('the bridge from the event bus', () => {
  it('waits until a published event is in the rows', async () => {
    await using projector = new AsyncProjector({ projection, runner: runner() })
    const handler = new ProjectionEventHandler({ runner: projector.runner, projections: [projection] })
    await projector.start()
    const event = await appendOne('a')
    await handler.handleEvent(event, {})
    expect(names).toEqual(['a'])
    await append('b')
    await handler.processPendingEvents()
    expect(names).toEqual(['a', 'b'])
  })

  it('listens to the types that projections read', async () => {
    const listened: string[] = []
    const handler = new ProjectionEventHandler({
      runner: new AsyncProjector({ projection, runner: runner() }).runner,
      projections: [projection],
    })
    const end = handler.subscribeTo({
      publish: async () => undefined,
      subscribe: (type) => {
        listened.push(type)
        return () => void listened.pop()
      },
    })
    expect(listened).toEqual(['Named'])
    end()
    expect(listened).toEqual([])
  })
})
