import { globalPosition } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../clock/manual-clock.ts'
import { InMemoryCacheStore } from './in-memory-cache-store.ts'

describe('a cache in memory', () => {
  it('gives what was set, with what is known of it', async () => {
    const clock = new ManualClock(1000)
    const cache = new InMemoryCacheStore({ clock })
    await cache.set('order:7', { lines: [1] }, { ttlMs: 500, tags: ['order'], position: globalPosition(9) })
    expect(await cache.get('order:7')).toEqual({
      value: { lines: [1] },
      storedAt: 1000,
      expiresAt: 1500,
      position: 9n,
      tags: ['order'],
    })
  })

  it('does not share values with the caller', async () => {
    const cache = new InMemoryCacheStore()
    const value = { lines: [1] }
    await cache.set('a', value, { ttlMs: 500 })
    value.lines.push(2)
    expect((await cache.get('a'))?.value).toEqual({ lines: [1] })
  })

  it('forgets when the time is over', async () => {
    const clock = new ManualClock()
    const cache = new InMemoryCacheStore({ clock })
    await cache.set('a', 1, { ttlMs: 500 })
    clock.advance(499)
    expect((await cache.get('a'))?.value).toBe(1)
    clock.advance(1)
    expect(await cache.get('a')).toBeUndefined()
    expect(cache.statistics()).toEqual({ hits: 1, misses: 1, entries: 0 })
  })

  it('drops by key, by any of several tags and by prefix', async () => {
    const cache = new InMemoryCacheStore()
    const set = (key: string, ...tags: string[]) => cache.set(key, key, { ttlMs: 500, tags })
    const left = async () => {
      const keys = ['a:1', 'a:2', 'b:1', 'b:2']
      const entries = await Promise.all(keys.map((key) => cache.get<string>(key)))
      return entries.map((entry) => entry?.value).filter((key) => key !== undefined)
    }
    await Promise.all([set('a:1', 'x'), set('a:2', 'y'), set('b:1', 'y', 'z'), set('b:2')])
    await cache.invalidateTags(['x', 'z'])
    expect(await left()).toEqual(['a:2', 'b:2'])
    await cache.invalidateAll('b:')
    expect(await left()).toEqual(['a:2'])
    await cache.delete('a:2')
    expect(await left()).toEqual([])
  })

  it('refuses what is no data and a time that is over at once', async () => {
    const cache = new InMemoryCacheStore()
    const refused = { code: 'ERR_INVALID_ARGUMENT' }
    await expect(cache.set('a', () => 1, { ttlMs: 1 })).rejects.toMatchObject(refused)
    await expect(cache.set('a', undefined, { ttlMs: 1 })).rejects.toMatchObject(refused)
    await expect(cache.set('a', 1, { ttlMs: 0 })).rejects.toMatchObject(refused)
  })
})
