import { InMemoryProjectionStorage, ManualClock } from '@uno-ts/testing'
import {
  defaultTenant,
  globalPosition,
  type HeldSlice,
  type ProjectionStorage,
  type RecordedEvent,
} from '@uno-ts/types'
import { beforeEach, describe, expect, it } from 'vitest'
import { Projector } from '../define/projector.ts'
import { ProjectionAdvance } from './projection-advance.ts'
import type { Batch } from './select-batch.ts'

const checkpointIntervalMs = 1_000
const { signal } = new AbortController()

let storage: InMemoryProjectionStorage
let clock: ManualClock
let advance: ProjectionAdvance
let handled: number[]
let resets: number

const projector = new Projector({
  name: 'orders',
  version: 1,
  slices: 2,
  sliceBy: (event: RecordedEvent) => event.streamId,
  reset: async () => (resets += 1),
  on: { OrderPlaced: async (event: RecordedEvent) => handled.push(Number(event.globalPosition)) },
})

beforeEach(async () => {
  ;[handled, resets] = [[], 0]
  clock = new ManualClock()
  storage = new InMemoryProjectionStorage({ clock })
  const target = {
    storage: storage as unknown as ProjectionStorage<any>, // handlers here use no transaction
    projector,
    tenant: defaultTenant,
  }
  advance = new ProjectionAdvance({ target, memberId: 'me', clock, checkpointIntervalMs })
})

async function claimed(slices: readonly number[]): Promise<readonly HeldSlice[]> {
  const { projectionId, version } = projector
  await storage.leases.renew({ memberId: 'me', runs: [{ projectionId, version }] }, { ttlMs: 60_000 })
  return await storage.leases.claim('me', [{ projectionId, version, slices }])
}

async function positions(): Promise<readonly number[]> {
  return (await storage.leases.status(projector)).map(({ position }) => Number(position))
}

/** A batch up to a position, whose events belong to slice 0. */
function batch(position: number, ...events: readonly number[]): Batch {
  return {
    position: globalPosition(position),
    events: events.map(
      (at) =>
        ({ type: 'OrderPlaced', streamId: 'order-1', globalPosition: globalPosition(at) }) as RecordedEvent, // all that is looked at
    ),
    slices: new Set(events.length === 0 ? [] : [0]),
  }
}

describe('the checkpoints of slices that a worker holds', () => {
  beforeEach(async () => {
    await advance.take(await claimed([0, 1]), signal)
  })

  it('move with the events of their slice, and stay where nothing concerned them', async () => {
    await advance.commit(batch(5, 3, 5), signal)
    expect(handled).toEqual([3, 5])
    expect(await positions()).toEqual([5, 0])
    expect(advance.held.position).toBe(5n)
  })

  it('are not written for a stretch of the log that concerned nobody', async () => {
    await advance.commit(batch(5), signal)
    expect(await positions()).toEqual([0, 0])
    expect(advance.held.position).toBe(5n)
  })

  it('all move with a batch once the interval is over', async () => {
    clock.advance(checkpointIntervalMs - 1)
    expect(advance.isDue).toBe(false)
    clock.advance(1)
    expect(advance.isDue).toBe(true)
    await advance.commit(batch(5, 3), signal)
    expect(await positions()).toEqual([5, 5])
  })

  it('are written when they are flushed, which is not due again before the interval is over', async () => {
    await advance.commit(batch(5), signal)
    clock.advance(checkpointIntervalMs)
    await advance.flush()
    expect(await positions()).toEqual([5, 5])
    expect(advance.isDue).toBe(false)
  })

  it('are not flushed while it is in doubt whose they are', async () => {
    await advance.commit(batch(5), signal)
    advance.doubt()
    await advance.flush()
    expect(await positions()).toEqual([0, 0])
    expect(advance.doubted).toBe(true)
    expect(await advance.confirm()).toEqual({ lost: false, moved: false })
    expect(advance.doubted).toBe(false)
    await advance.flush()
    expect(await positions()).toEqual([5, 5])
  })

  it('are written for the slices that are let go, and for no others', async () => {
    await advance.commit(batch(5), signal)
    await advance.letGo([1])
    expect(await positions()).toEqual([0, 5])
    expect(advance.held.numbers).toEqual([0])
  })

  it('stay where they are when a slice that is let go belongs to another: it is forgotten all the same', async () => {
    await advance.commit(batch(5), signal)
    await storage.leases.reclaim(projector)
    await expect(advance.letGo([1])).rejects.toMatchObject({ code: 'ERR_LEASE_LOST' })
    expect(advance.held.numbers).toEqual([0])
    expect(await positions()).toEqual([0, 0])
  })
})

describe('a version', () => {
  it('is begun with the first slices, and not again with the next', async () => {
    expect(await advance.take(await claimed([0]), signal)).toBe('active')
    expect(await advance.take(await claimed([1]), signal)).toBeUndefined()
    expect(resets).toBe(1)
  })

  it('is begun again after it was given up', async () => {
    await advance.take(await claimed([0]), signal)
    advance.forgetBegin()
    expect(await advance.take(await claimed([1]), signal)).toBe('active')
  })
})
