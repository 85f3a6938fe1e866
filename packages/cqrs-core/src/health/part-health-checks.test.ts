import { InMemoryCacheStore, InMemoryEventStore } from '@uno-ts/testing'
import { globalPosition, projectionId, streamId, type ProjectionStatus } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { CacheHealthCheck } from './cache-health-check.ts'
import { EventStoreHealthCheck } from './event-store-health-check.ts'
import { ProjectionHealthCheck } from './projection-health-check.ts'

describe('the health of an event store', () => {
  it('is told with the head of its log', async () => {
    const eventStore = new InMemoryEventStore()
    await eventStore.append(streamId('a', '1'), [{ type: 'Happened', data: {} }], {
      expectedVersion: 'no-stream',
    })
    const report = await new EventStoreHealthCheck({ eventStore, now: () => 0 }).check()

    expect(report).toEqual({ status: 'healthy', facts: { head: '1', tookMs: 0 } })
  })

  it('is degraded when the answer is slow, and bad when there is none', async () => {
    let at = 0
    const slow = new EventStoreHealthCheck({
      eventStore: new InMemoryEventStore(),
      slowMs: 100,
      now: () => (at += 101),
    })
    const dead = new EventStoreHealthCheck({
      eventStore: { head: () => Promise.reject(new Error('host x')) },
    })

    expect(await slow.check()).toMatchObject({ status: 'degraded', message: 'the answer took 101 ms' })
    expect(await dead.check()).toEqual({
      status: 'unhealthy',
      message: 'the event store does not answer: Error',
    })
  })
})

describe('the health of projections', () => {
  const status = (behind: number, state: ProjectionStatus['state'] = 'running'): ProjectionStatus => ({
    projectionId: projectionId('orders'),
    version: 1,
    state,
    position: globalPosition(0n),
    head: globalPosition(BigInt(behind)),
    handled: 0,
    rate: 0,
  })
  const checkOf = (...all: readonly ProjectionStatus[]) =>
    new ProjectionHealthCheck({
      projections: { status: async () => all },
      degradedAbove: 10,
      unhealthyAbove: 100,
    }).check()

  it('is that of the one furthest behind', async () => {
    expect(await checkOf()).toMatchObject({ status: 'healthy' })
    expect(await checkOf(status(0), status(10))).toMatchObject({ status: 'healthy', facts: { behind: 10 } })
    expect(await checkOf(status(11), status(1))).toMatchObject({ status: 'degraded' })
    expect(await checkOf(status(101))).toMatchObject({ status: 'unhealthy' })
  })

  it('is bad when one has stopped, or nobody answers', async () => {
    expect(await checkOf(status(0, 'failed'))).toMatchObject({
      status: 'unhealthy',
      message: 'the projection orders has stopped',
    })
    const silent = new ProjectionHealthCheck({
      projections: { status: () => Promise.reject(new Error('host x')) },
    })
    expect(await silent.check()).toMatchObject({ status: 'unhealthy' })
  })
})

describe('the health of a cache', () => {
  it('is told with what it has done', async () => {
    const cache = new InMemoryCacheStore()
    await cache.set('k', 1, { ttlMs: 1_000 })

    expect(await new CacheHealthCheck({ cache }).check()).toMatchObject({
      status: 'healthy',
      facts: { entries: 1 },
    })
  })

  it('is degraded at worst', async () => {
    const cache = Object.assign(new InMemoryCacheStore(), {
      get: () => Promise.reject(new Error('host x')),
    })

    expect(await new CacheHealthCheck({ cache }).check()).toEqual({
      status: 'degraded',
      message: 'the cache does not answer: Error',
    })
  })
})
