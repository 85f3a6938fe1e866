import { InMemoryCacheStore } from '@uno-ts/testing'
import {
  globalPosition,
  projectionId,
  silentLogger,
  type ChangeFeed,
  type ProjectionChange,
} from '@uno-ts/types'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { defineQuery } from '../define/define-query.ts'
import { QueryBus } from '../query-bus/query-bus.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { cachedQuery } from './cached.ts'
import { rowOf, rowsOf } from './change-tags.ts'
import { QueryCache } from './query-cache.ts'

const orders = projectionId('orders')
const getOrder = defineQuery({ type: 'GetOrder', data: z.string(), result: z.number() })
const countOrders = defineQuery({ type: 'CountOrders', data: z.object({}), result: z.number() })

/** A feed that tells what it is told, and remembers it for those who come later. */
class Feed implements ChangeFeed {
  readonly #told: ProjectionChange[] = []
  #wake = Promise.withResolvers<void>()
  #failure: Error | undefined

  tell(...keys: readonly string[]): void {
    const named = keys.length === 0 ? undefined : keys
    const position = globalPosition(this.#told.length + 1)
    this.#told.push({ projectionId: orders, tenant: 'default', keys: named, position })
    this.#wakeUp()
  }

  fail(error: Error | undefined): void {
    this.#failure = error
    this.#wakeUp()
  }

  async *subscribe({
    signal,
  }: Parameters<ChangeFeed['subscribe']>[0] = {}): AsyncGenerator<ProjectionChange> {
    for (let next = 0; ;) {
      if (this.#failure !== undefined) throw this.#failure
      signal?.throwIfAborted()
      const change = this.#told[next]
      if (change === undefined) {
        await Promise.race([
          this.#wake.promise,
          new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true })),
        ])
      } else {
        next++
        yield change
      }
    }
  }

  #wakeUp(): void {
    this.#wake.resolve()
    this.#wake = Promise.withResolvers()
  }
}

/** Counts how often each question is computed. */
function answering() {
  const warnings: unknown[] = []
  const logger = { ...silentLogger, warn: (...words: unknown[]) => void warnings.push(words) }
  const cache = new QueryCache({ store: new InMemoryCacheStore(), logger })
  const computed: Record<string, number> = {}
  const compute = async (what: string) => (computed[what] = (computed[what] ?? 0) + 1)
  const registry = new HandlerRegistry()
  const kept = { cache, ttlMs: 60_000, scope: 'tenant' } as const
  registry.register([
    cachedQuery(getOrder, compute, { ...kept, tags: (id) => rowOf(orders, id) }),
    cachedQuery(countOrders, () => compute('all'), { ...kept, tags: () => rowsOf(orders) }),
  ])
  const bus = new QueryBus({ registry })
  const ask = (options?: Parameters<typeof bus.execute>[1]) =>
    Promise.all([
      bus.execute(getOrder('a'), options),
      bus.execute(getOrder('b'), options),
      bus.execute(countOrders({}), options),
    ])
  return { cache, ask, warnings }
}

describe('a query cache that follows changes', () => {
  it('drops what was made of the rows that changed, and nothing else', async () => {
    const feed = new Feed()
    const { cache, ask } = answering()
    cache.follow(feed)
    expect(await ask()).toEqual([1, 1, 1])
    expect(await ask()).toEqual([1, 1, 1])
    feed.tell('b')
    await vi.waitFor(async () => expect(await ask()).toEqual([1, 2, 2]))
    feed.tell() // any of them
    await vi.waitFor(async () => expect(await ask()).toEqual([2, 3, 3]))
    await cache[Symbol.asyncDispose]()
    feed.tell()
    expect(await ask()).toEqual([2, 3, 3])
  })

  it('makes good what it missed while the feed was away', async () => {
    const feed = new Feed()
    const { cache, ask, warnings } = answering()
    cache.follow(feed, { retryMs: 5 })
    expect(await ask()).toEqual([1, 1, 1])
    feed.fail(new Error('away'))
    await vi.waitFor(() => expect(warnings.length).toBeGreaterThan(0))
    feed.tell('a')
    expect(await ask()).toEqual([1, 1, 1])
    feed.fail(undefined)
    await vi.waitFor(async () => expect(await ask()).toEqual([2, 1, 2]))
    await cache[Symbol.asyncDispose]()
  })

  it('begins by forgetting what is kept already: nobody may have listened', async () => {
    const { ask, cache } = answering()
    expect(await ask()).toEqual([1, 1, 1])
    cache.follow(new Feed())
    expect(await ask()).toEqual([2, 2, 2])
    expect(await ask()).toEqual([2, 2, 2])
    await cache[Symbol.asyncDispose]()
  })

  it('gives those who have waited for a position an answer that was computed for it', async () => {
    const { ask, cache } = answering()
    expect(await ask()).toEqual([1, 1, 1])
    const at = (position: number) => ({ minPosition: globalPosition(position) })
    expect(await ask(at(7))).toEqual([2, 2, 2])
    expect(await ask(at(7))).toEqual([2, 2, 2])
    expect(await ask(at(3))).toEqual([2, 2, 2])
    expect(await ask()).toEqual([2, 2, 2])
    expect(await ask(at(8))).toEqual([3, 3, 3])
    expect(cache.statistics()).toMatchObject({ hits: 9, misses: 9 })
  })
})
