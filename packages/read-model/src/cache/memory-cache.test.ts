import { ManualClock } from '@uno-ts/testing'
import { describe, expect, it } from 'vitest'
import { MemoryCache } from './memory-cache.ts'

const ttlMs = 1000

describe('a cache in memory', () => {
  it('gives a value until it expires', async () => {
    const clock = new ManualClock(0)
    const cache = new MemoryCache({ clock })
    await cache.set('a', { n: 1 }, { ttlMs })
    clock.advance(ttlMs - 1)
    expect(await cache.get('a')).toEqual({ value: { n: 1 }, storedAt: 0, expiresAt: ttlMs, tags: [] })
    clock.advance(1)
    expect(await cache.get('a')).toBeUndefined()
    expect(cache.statistics()).toEqual({ hits: 1, misses: 1, entries: 0 })
  })

  it('lets the value go that was not asked for the longest', async () => {
    const cache = new MemoryCache({ maxEntries: 2 })
    await cache.set('a', 1, { ttlMs })
    await cache.set('b', 2, { ttlMs })
    await cache.get('a')
    await cache.set('c', 3, { ttlMs })
    expect(await cache.get('b')).toBeUndefined()
    expect((await cache.get('a'))?.value).toBe(1)
  })

  it('holds no more bytes than it may: the values not asked for the longest go', async () => {
    const text = 'x'.repeat(1_000) // two bytes a letter
    const cache = new MemoryCache({ maxBytes: 10_000 })
    for (const key of ['a', 'b', 'c', 'd']) await cache.set(key, text, { ttlMs })
    await cache.get('a')
    await cache.set('e', text, { ttlMs })
    expect(await cache.get('b')).toBeUndefined()
    expect((await cache.get('a'))?.value).toBe(text)
    expect(cache.metrics()).toMatchObject({ entries: 4, evictions: 1 })
    for (let nr = 0; nr < 100; nr++) await cache.set(`n${nr}`, [{ nr, text: text.slice(nr) }], { ttlMs })
    expect(cache.metrics().entries).toBeLessThanOrEqual(5)
  })

  it('does not keep a value that is bigger than all it may hold, nor the one before it', async () => {
    const cache = new MemoryCache({ maxBytes: 10_000 })
    await cache.set('small', 1, { ttlMs })
    await cache.set('a', 1, { ttlMs, tags: ['red'] })
    await cache.set('a', 'x'.repeat(10_000), { ttlMs, tags: ['red'] })
    expect(await cache.get('a')).toBeUndefined()
    expect((await cache.get('small'))?.value).toBe(1)
    await cache.invalidateTags(['red'])
    expect(cache.metrics()).toMatchObject({ entries: 1 })
  })

  it('forgets the tags of a value that went for want of room', async () => {
    const cache = new MemoryCache({ maxEntries: 1 })
    await cache.set('a', 1, { ttlMs, tags: ['red'] })
    await cache.set('b', 2, { ttlMs })
    await cache.set('a', 3, { ttlMs })
    await cache.invalidateTags(['red'])
    expect((await cache.get('a'))?.value).toBe(3)
  })

  it('drops by key, by tag and by prefix', async () => {
    const cache = new MemoryCache()
    await cache.set('p:1', 1, { ttlMs, tags: ['red'] })
    await cache.set('p:2', 2, { ttlMs, tags: ['red', 'blue'] })
    await cache.set('q:1', 3, { ttlMs, tags: ['blue'] })
    await cache.invalidateTags(['red'])
    expect(await Promise.all(['p:1', 'p:2', 'q:1'].map((key) => cache.get(key)))).toMatchObject([
      undefined,
      undefined,
      { value: 3 },
    ])
    await cache.set('p:1', 1, { ttlMs })
    await cache.invalidateAll('p:')
    await cache.delete('q:1')
    expect(cache.statistics().entries).toBe(0)
  })

  it('forgets the tags of a value that was replaced', async () => {
    const cache = new MemoryCache()
    await cache.set('a', 1, { ttlMs, tags: ['red'] })
    await cache.set('a', 2, { ttlMs, tags: [] })
    await cache.invalidateTags(['red'])
    expect((await cache.get('a'))?.value).toBe(2)
  })
})
