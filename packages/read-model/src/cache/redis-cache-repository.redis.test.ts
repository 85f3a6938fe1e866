import { startFaultProxy } from '@uno-ts/testing'
import { globalPosition } from '@uno-ts/types'
import { describe, expect, inject, it } from 'vitest'
import { createClient } from 'redis'
import { randomUUID } from 'node:crypto'
import { RedisCacheRepository } from './redis-cache-repository.ts'

const ttlMs = 60_000

/** A cache with keys of its own, over a connection that can be made to fail. */
async function openCache() {
  const { port } = new URL(inject('redisUrl'))
  const proxy = await startFaultProxy({ target: { port: Number(port) } })
  const client = createClient({
    url: proxy.rewrite(inject('redisUrl')),
    socket: { reconnectStrategy: 20, connectTimeout: 500 },
  })
  client.on('error', () => undefined) // what the application logs
  await client.connect()
  const warnings: string[] = []
  const ignore = () => undefined
  const logger = {
    debug: ignore,
    info: ignore,
    error: ignore,
    warn: (facts: object | string) => warnings.push(JSON.stringify(facts)),
  }
  const cache = new RedisCacheRepository({ client, prefix: `test:${randomUUID()}:`, timeoutMs: 200, logger })
  return {
    cache,
    client,
    proxy,
    warnings,
    [Symbol.asyncDispose]: async () => {
      client.destroy()
      await proxy.close()
    },
  }
}

describe('a cache in Redis', () => {
  it('gives back what was stored, dates and bigints too', async () => {
    await using open = await openCache()
    const value = { at: new Date(5), sum: 2n ** 70n, text: '😀\0"' }
    await open.cache.set('a', value, { ttlMs, tags: ['t'] })
    expect(await open.cache.get('a')).toMatchObject({ value, tags: ['t'] })
    expect(open.cache.statistics()).toEqual({ hits: 1, misses: 0, entries: 0 })
  })

  it('lets Redis forget a value when it expires', async () => {
    await using open = await openCache()
    await open.cache.set('a', 1, { ttlMs: 30 })
    await expect.poll(() => open.cache.get('a')).toBeUndefined()
  })

  it('drops by key, by tag and by prefix, whatever signs the prefix has', async () => {
    await using open = await openCache()
    const { cache } = open
    await cache.set('p*[1]:1', 1, { ttlMs })
    await cache.set('p*[1]:2', 2, { ttlMs, tags: ['red', 'blue'] })
    await cache.set('px1:1', 3, { ttlMs, tags: ['blue'] })
    await cache.invalidateTags(['red'])
    expect(await cache.get('p*[1]:2')).toBeUndefined()
    expect((await cache.get('px1:1'))?.value).toBe(3)
    await cache.invalidateAll('p*[1]:')
    expect(await cache.get('p*[1]:1')).toBeUndefined()
    expect((await cache.get('px1:1'))?.value).toBe(3)
    await cache.delete('px1:1')
    expect(await cache.get('px1:1')).toBeUndefined()
  })

  it('drops thousands of keys by prefix', async () => {
    await using open = await openCache()
    const keys = Array.from({ length: 3000 }, (_, index) => `many:${index}`)
    await Promise.all(keys.map((key) => open.cache.set(key, key, { ttlMs })))
    await open.cache.invalidateAll('many:')
    const found = await Promise.all(keys.map((key) => open.cache.get(key)))
    expect(found.filter((entry) => entry !== undefined)).toEqual([])
  })

  it('is a miss while Redis is away, throws nothing, and heals when Redis is back', async () => {
    await using open = await openCache()
    const { cache, client, proxy } = open
    await cache.set('a', 1, { ttlMs })
    proxy.refuse()
    proxy.resetAll()
    await expect.poll(() => client.isReady).toBe(false)
    expect(await cache.get('a')).toBeUndefined()
    await cache.set('b', 2, { ttlMs })
    await cache.delete('a')
    await cache.invalidateTags(['t'])
    await cache.invalidateAll('')
    proxy.accept()
    await expect.poll(() => client.isReady).toBe(true)
    expect(await cache.get('b')).toBeUndefined()
    await cache.set('b', 2, { ttlMs })
    expect((await cache.get('b'))?.value).toBe(2)
  })

  it('makes good what was outdated while Redis was away, before it believes anything', async () => {
    await using open = await openCache()
    const { cache, client, proxy } = open
    await cache.set('p:a', 1, { ttlMs })
    await cache.set('p:b', 1, { ttlMs, tags: ['t'] })
    await cache.set('q:c', 1, { ttlMs })
    await cache.set('r:d', 1, { ttlMs })
    proxy.refuse()
    proxy.resetAll()
    await expect.poll(() => client.isReady).toBe(false)
    await cache.outdate(['p:a'], { position: globalPosition(9) })
    await cache.invalidateTags(['t'])
    await cache.invalidateAll('q:')
    proxy.accept()
    await expect.poll(() => client.isReady).toBe(true)
    const found = await cache.getMany(['p:a', 'p:b', 'q:c', 'r:d'])
    expect(found.map((entry) => entry?.value)).toEqual([undefined, undefined, undefined, 1])
  })

  it('lets Redis lose its marks without believing an old value', async () => {
    await using open = await openCache()
    const { cache, client } = open
    await cache.set('p:a', 1, { ttlMs, tags: ['t'] })
    await cache.invalidateAll('p:')
    await cache.set('p:b', 2, { ttlMs }) // the scope has a mark again
    for (const key of await client.keys('*scope:p:')) await client.unlink(key) // as when memory is short
    expect(await cache.getMany(['p:a', 'p:b'])).toEqual([undefined, undefined])
  })

  it('goes on without an answer that does not come in time', async () => {
    await using open = await openCache()
    await open.cache.set('a', 1, { ttlMs })
    open.proxy.blackHole()
    expect(await open.cache.get('a')).toBeUndefined()
    expect(open.warnings).toHaveLength(1)
    open.proxy.heal()
    await expect.poll(async () => (await open.cache.get('a'))?.value).toBe(1)
  })
})
