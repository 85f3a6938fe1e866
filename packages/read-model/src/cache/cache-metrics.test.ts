import { describe, expect, it } from 'vitest'
import { measured } from '../../test/measured.ts'
import { telemetry } from '../telemetry.ts'
import { MemoryCache } from './memory-cache.ts'
import { RedisCacheRepository } from './redis-cache-repository.ts'

const ttlMs = 60_000
const { cacheLookups, cacheFills, cacheEvictions, cacheFailures } = telemetry.instruments

describe('the metrics of a cache', () => {
  it('count hits, misses, and what readers brought', async () => {
    const { meter, points } = measured()
    const cache = new MemoryCache({ meter })
    const token = cache.token()
    await cache.fill('a:1', 1, { ttlMs, token })
    await cache.getMany(['a:1', 'a:2', 'a:1'])
    await cache.get('a:3')
    await cache.outdate(['a:1'])
    await cache.fill('a:1', 1, { ttlMs, token })
    expect(cache.metrics()).toEqual({
      hits: 2,
      misses: 2,
      entries: 0,
      fills: 1,
      refusedFills: 1,
      evictions: 0,
      failures: 0,
    })
    expect(await points(cacheLookups)).toEqual([
      { attributes: { level: 'memory', result: 'hit' }, value: 2 },
      { attributes: { level: 'memory', result: 'miss' }, value: 2 },
    ])
    expect(await points(cacheFills)).toEqual([
      { attributes: { level: 'memory', result: 'kept' }, value: 1 },
      { attributes: { level: 'memory', result: 'refused' }, value: 1 },
    ])
  })

  it('count a look that has nothing to say once: it is followed by a lookup', async () => {
    const { meter, points } = measured()
    const cache = new MemoryCache({ meter })
    expect(cache.near('a:1')).toBeUndefined()
    await cache.get('a:1')
    await cache.set('a:1', 1, { ttlMs })
    cache.near('a:1')
    expect(await points(cacheLookups)).toEqual([
      { attributes: { level: 'memory', result: 'miss' }, value: 1 },
      { attributes: { level: 'memory', result: 'hit' }, value: 1 },
    ])
  })

  it('count values that went for want of room, and none that were dropped', async () => {
    const { meter, points } = measured()
    const cache = new MemoryCache({ maxEntries: 2, meter })
    for (const key of ['a', 'b', 'c', 'd']) await cache.set(key, 1, { ttlMs })
    await cache.set('d', 2, { ttlMs })
    await cache.outdate(['d'])
    expect(cache.metrics()).toMatchObject({ evictions: 2, entries: 1 })
    expect(await points(cacheEvictions)).toEqual([{ attributes: { level: 'memory' }, value: 2 }])
  })

  it('count the calls that Redis did not answer: they are misses', async () => {
    const { meter, points } = measured()
    const client = { isReady: true, sendCommand: () => Promise.reject(new Error('the socket was closed')) }
    const cache = new RedisCacheRepository({ client, meter, restMs: 0 })
    expect(await cache.get('a:1')).toBeUndefined()
    expect(await cache.getMany(['a:1', 'a:2'])).toEqual([undefined, undefined])
    expect(cache.metrics()).toMatchObject({ hits: 0, misses: 3, failures: 2 })
    expect(await points(cacheFailures)).toEqual([{ attributes: { level: 'redis' }, value: 2 }])
    expect(await points(cacheLookups)).toEqual([{ attributes: { level: 'redis', result: 'miss' }, value: 3 }])
  })
})
