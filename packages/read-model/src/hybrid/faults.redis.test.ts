import { InMemoryReadModelRepository, startFaultProxy } from '@uno-ts/testing'
import { product, productModel, watchedRepository, type Product } from '@uno-ts/testing/conformance'
import { randomUUID } from 'node:crypto'
import { createClient } from 'redis'
import { describe, expect, inject, it } from 'vitest'
import { refuseUnhandledRejections } from '../../test/unhandled-rejections.ts'
import { MemoryCache } from '../cache/memory-cache.ts'
import { MultiLevelCache } from '../cache/multi-level-cache.ts'
import { RedisCacheRepository } from '../cache/redis-cache-repository.ts'
import { RedisSignalBus } from '../signal/redis-signal-bus.ts'
import { HybridReadModelRepository } from './hybrid-read-model-repository.ts'

refuseUnhandledRejections()

/** A database of its own, and processes that reach one Redis through a proxy each. */
async function openShop() {
  const opened = new AsyncDisposableStack()
  const truth = watchedRepository(new InMemoryReadModelRepository<Product>({ model: productModel }))
  const prefix = `test:${randomUUID()}:`
  const openProcess = async ({ waitForOthersMs = 0, isDown = false, timeoutMs = 100 } = {}) => {
    const target = { port: Number(new URL(inject('redisUrl')).port) }
    const proxy = opened.use(await startFaultProxy({ target }))
    if (isDown) proxy.refuse()
    const socket = { reconnectStrategy: 20, connectTimeout: 500 }
    const client = createClient({ url: proxy.rewrite(inject('redisUrl')), socket })
    opened.defer(() => client.destroy())
    client.on('error', () => undefined) // what the application logs
    const connecting = client.connect().catch(() => undefined)
    if (!isDown) await connecting
    const cache = opened.use(
      new MultiLevelCache({
        l1: new MemoryCache(),
        l2: new RedisCacheRepository({ client, prefix, timeoutMs, restMs: 20 }),
        signals: opened.use(new RedisSignalBus({ client, prefix, timeoutMs })),
        l1TtlMs: 50,
      }),
    )
    const repository = new HybridReadModelRepository({
      repository: truth.repository,
      cache,
      model: productModel,
      waitForOthersMs,
    })
    return { proxy, client, cache, repository }
  }
  return { truth, openProcess, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** Whether rows come from the cache again. */
async function isCaching(
  { repository }: { repository: HybridReadModelRepository<Product> },
  reads: () => number,
) {
  await repository.get('a')
  const before = reads()
  await repository.get('a')
  return reads() === before
}

describe('a repository behind a cache whose Redis fails', () => {
  it('answers from the database while Redis is down at the start, and caches when it comes', async () => {
    await using shop = await openShop()
    await shop.truth.repository.save(product('a', { units: 1 }))
    const one = await shop.openProcess({ isDown: true })
    expect((await one.repository.get('a'))?.units).toBe(1)
    await one.repository.save(product('a', { units: 2 }))
    expect((await one.repository.get('a'))?.units).toBe(2)
    one.proxy.accept()
    await expect.poll(() => isCaching(one, shop.truth.reads), { timeout: 10_000 }).toBe(true)
    expect((await one.repository.get('a'))?.units).toBe(2)
  })

  const faults = {
    'connections are reset': (proxy) => {
      proxy.refuse()
      proxy.resetAll()
    },
    'connections are cut': (proxy) => {
      proxy.refuse()
      proxy.cut()
    },
    'nothing arrives any more': (proxy) => proxy.blackHole(),
    'answers are lost': (proxy) => proxy.dropReplies(),
    'answers come too late': (proxy) => proxy.delayMs(150),
  } satisfies Record<string, (proxy: Awaited<ReturnType<typeof startFaultProxy>>) => void>

  it.each(Object.entries(faults))('never answers less than it has written when %s', async (_what, fail) => {
    await using shop = await openShop()
    const one = await shop.openProcess()
    let units = 0
    const write = () => one.repository.save(product('a', { units: ++units }))
    await write()
    expect((await one.repository.get('a'))?.units).toBe(units)
    fail(one.proxy)
    for (let round = 0; round < 3; round++) {
      await write()
      expect((await one.repository.get('a'))?.units).toBe(units)
      expect((await one.repository.getMany(['a', 'x']))[0]?.units).toBe(units)
    }
    one.proxy.heal()
    expect((await one.repository.get('a'))?.units).toBe(units) // nothing of before is believed
    await expect.poll(() => isCaching(one, shop.truth.reads), { timeout: 10_000 }).toBe(true)
    expect((await one.repository.get('a'))?.units).toBe(units)
  })

  it('lets other processes see a write that Redis heard of only when it was back', async () => {
    await using shop = await openShop()
    const [writer, reader] = [await shop.openProcess(), await shop.openProcess()]
    await writer.repository.save(product('a', { units: 1 }))
    expect((await reader.repository.get('a'))?.units).toBe(1)
    writer.proxy.refuse()
    writer.proxy.resetAll()
    await expect.poll(() => writer.client.isReady).toBe(false)
    await writer.repository.save(product('a', { units: 2 }))
    writer.proxy.accept()
    await expect.poll(() => writer.client.isReady, { timeout: 10_000 }).toBe(true)
    expect((await writer.repository.get('a'))?.units).toBe(2)
    // The reader's own memory is outdated by its time, at the latest.
    await expect.poll(async () => (await reader.repository.get('a'))?.units).toBe(2)
  })

  it('asks the database once for a thousand in each of two processes that wait for each other', async () => {
    await using shop = await openShop()
    await shop.truth.repository.save(product('a', { units: 1 }))
    const waiting = { waitForOthersMs: 10_000, timeoutMs: 10_000 }
    const processes = [await shop.openProcess(waiting), await shop.openProcess(waiting)]
    const release = shop.truth.holdAnswers()
    const asked = processes.flatMap(({ repository }) =>
      Array.from({ length: 1000 }, () => repository.get('a')),
    )
    await expect.poll(shop.truth.reads).toBe(1)
    release()
    const rows = await Promise.all(asked)
    expect(rows.every((row) => row?.units === 1)).toBe(true)
    expect(shop.truth.reads()).toBe(1)
  })
})
