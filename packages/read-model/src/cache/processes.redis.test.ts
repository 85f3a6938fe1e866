import { fork } from 'node:child_process'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { CacheRequest } from '../../test/cache-process.ts'
import { MemoryCache } from './memory-cache.ts'
import { MultiLevelCache } from './multi-level-cache.ts'
import { RedisCacheRepository } from './redis-cache-repository.ts'
import { RedisSignalBus } from '../signal/redis-signal-bus.ts'

const client = createClient({ url: inject('redisUrl') })

beforeAll(() => client.connect())
afterAll(() => client.close())

/** A process of its own with a cache on two levels. */
async function otherProcess(prefix: string) {
  const child = fork(
    fileURLToPath(new URL('../../test/cache-process.ts', import.meta.url)),
    [inject('redisUrl'), prefix],
    { execArgv: ['--conditions=@uno-ts/source'] },
  )
  await once(child, 'message')
  return {
    async ask(request: CacheRequest): Promise<{ value: unknown; fromMemory: number }> {
      const answer = once(child, 'message')
      child.send(request)
      const [said] = (await answer) as [{ value: unknown; fromMemory: number }] // as the process answers
      return said
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

describe('two processes with a cache each', () => {
  it('outdate what the other answers from its memory', async () => {
    const prefix = `test:${randomUUID()}:`
    await using signals = new RedisSignalBus({ client, prefix })
    await using cache = new MultiLevelCache({
      l1: new MemoryCache(),
      l2: new RedisCacheRepository({ client, prefix, timeoutMs: 5_000 }),
      signals,
      l1TtlMs: 600_000, // a signal that is lost would be seen
    })
    await using other = await otherProcess(prefix)
    const key = 'rates:EUR'

    await cache.set(key, 1, { ttlMs: 600_000 })
    expect(await other.ask({ key })).toEqual({ value: 1, fromMemory: 0 })
    expect(await other.ask({ key })).toEqual({ value: 1, fromMemory: 1 })

    await cache.set(key, 2, { ttlMs: 600_000 })
    await expect.poll(async () => (await other.ask({ key })).value).toBe(2)

    expect((await cache.get(key))?.value).toBe(2)
    expect((await cache.get(key))?.value).toBe(2)
    expect(await other.ask({ key, outdate: true })).toMatchObject({ value: null })
    await expect.poll(async () => (await cache.get(key))?.value).toBeUndefined()
  })
})
