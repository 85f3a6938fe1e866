import {
  InMemoryCacheStore,
  InMemoryEventStore,
  InMemoryUnitOfWorkFactory,
  ManualClock,
} from '@uno-ts/testing'
import {
  silentLogger,
  streamId,
  type CacheStore,
  type Event,
  type ExecuteOptions,
  type MessageContext,
  type Principal,
} from '@uno-ts/types'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { defineQuery } from '../define/define-query.ts'
import { EventBus } from '../event-bus/event-bus.ts'
import { QueryBus } from '../query-bus/query-bus.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { cachedQuery } from './cached.ts'
import { CachedQueryHandler, type CachedQueryOptions } from './cached-query-handler.ts'
import { answersOf, QueryCache } from './query-cache.ts'

const question = defineQuery({ type: 'Ask', data: z.any(), result: z.any() })

type Options = Partial<CachedQueryOptions<typeof question>>
type Answer = (data: unknown, context: MessageContext) => unknown

/** A bus whose one query is cached for a second. */
function cachedBus(answer: Answer = () => 'answer', options: Options = {}, store?: CacheStore) {
  const clock = new ManualClock(0)
  const warnings: unknown[] = []
  const logger = { ...silentLogger, warn: (_facts: unknown, text?: string) => void warnings.push(text) }
  const cache = new QueryCache({ store: store ?? new InMemoryCacheStore({ clock }), clock, logger })
  const asked: unknown[] = []
  const registry = new HandlerRegistry()
  const inner = async (data: unknown, context: MessageContext) => {
    asked.push(data)
    return answer(data, context)
  }
  registry.register(cachedQuery(question, inner, { cache, ttlMs: 1000, ...options }))
  const bus = new QueryBus({ registry })
  return {
    cache, clock, asked, warnings, bus, registry,
    ask: (data: unknown = {}, options?: ExecuteOptions): Promise<unknown> => bus.execute(question(data), options),
  } // prettier-ignore
}

/** Answers when it is told to. */
function gate<Value = void>() {
  const { promise, resolve, reject } = Promise.withResolvers<Value>()
  return { promise, open: resolve, fail: reject }
}

/** A cache some of whose methods are others. */
function storeWith(methods: Partial<CacheStore>, inner: CacheStore = new InMemoryCacheStore()): CacheStore {
  return {
    get: (key) => inner.get(key),
    set: (key, value, options) => inner.set(key, value, options),
    delete: (key) => inner.delete(key),
    invalidateTags: (tags) => inner.invalidateTags(tags),
    invalidateAll: (prefix) => inner.invalidateAll(prefix),
    statistics: () => inner.statistics(),
    ...methods,
  }
}

describe('a cached query', () => {
  it('is computed once while its answer is fresh, and again afterwards', async () => {
    const { ask, asked, clock } = cachedBus()
    await ask()
    clock.advance(999)
    expect(await ask()).toBe('answer')
    expect(asked).toHaveLength(1)
    clock.advance(1)
    await ask()
    expect(asked).toHaveLength(2)
  })

  it.each([
    [0], [''], [false], [null], [undefined], [Number.NaN], [-0], [123n], [[]], [new Date(5)],
    [{ at: new Date(0), big: [1n, undefined], map: new Map([['a', { b: new Set([1]) }]]), $: ['date', 1] }],
  ])('gives %o again as it was', async (answer) => {
    const { ask, asked } = cachedBus(() => answer)
    await ask()

    expect(await ask()).toEqual(answer)
    expect(Object.is(answer, -0)).toBe(Object.is(await ask(), -0))
    expect(asked).toHaveLength(1)
  }) // prettier-ignore

  it('is the same question whatever the order of its keys', async () => {
    const { ask, asked } = cachedBus()
    await ask({ a: 1, b: { c: [1n], d: new Date(1) } })
    await ask({ b: { d: new Date(1), c: [1n] }, a: 1, e: undefined })

    expect(asked).toHaveLength(1)
  })

  it('is another question when a value differs, also where JSON would not tell', async () => {
    const { ask, asked } = cachedBus()
    const questions = [
      {}, { a: 1 }, { a: '1' }, { a: 1n }, { a: null }, { a: [1] }, { a: { b: 1 } }, { b: 1 },
      { a: new Date(1) }, { a: new Date(1).toISOString() }, { a: new Map([['b', 1]]) }, { a: new Set([1]) },
    ] // prettier-ignore
    for (const each of questions) await ask(each)

    expect(asked).toEqual(questions)
  })

  it('gives every caller a copy of its own', async () => {
    const { ask } = cachedBus(() => ({ list: [1] }))
    const answers = (await Promise.all([ask(), ask()])) as { list: number[] }[]
    for (const { list } of answers) list.push(2)

    expect(answers).toEqual([{ list: [1, 2] }, { list: [1, 2] }])
    expect(await ask()).toEqual({ list: [1] })
  })

  it('does not keep an error', async () => {
    const errors = [new TypeError('broken')]
    const { ask, asked } = cachedBus(() => {
      if (errors.length > 0) throw errors.pop()
      return 1
    })

    await expect(ask()).rejects.toThrow('broken')
    expect(await ask()).toBe(1)
    expect(asked).toHaveLength(2)
  })

  it('is never cached when its answer is an instance of a class, and says so once', async () => {
    class Money {
      readonly pence = 5
    }
    const { ask, asked, warnings } = cachedBus(() => new Money())
    await ask()

    expect(await ask()).toBeInstanceOf(Money)
    expect(asked).toHaveLength(2)
    expect(warnings).toEqual(['the answers of a query cannot be cached'])
  })

  it('goes past the cache where it is told to', async () => {
    const { ask, asked } = cachedBus(undefined, { bypass: (data: { after?: unknown }) => 'after' in data })
    await ask({ after: 1 })
    await ask({ after: 1 })

    expect(asked).toHaveLength(2)
  })

  it('goes past the cache inside a unit of work, and leaves nothing there', async () => {
    const { ask, asked, bus } = cachedBus()
    const eventStore = new InMemoryEventStore()
    const act = defineCommand({ type: 'Act', data: z.object({}), result: z.void() })
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(act, async (_data, context) => {
      await bus.execute(question({}), { parent: context })
    })
    const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore })
    await new CommandBus({ registry, unitOfWork }).execute(act({}))
    expect(asked).toHaveLength(1)
    await ask()
    expect(asked).toHaveLength(2)
  })

  it.each([
    [{ ttlMs: 0 }, '"ttlMs" of a cached query is more than 0 milliseconds, found 0'],
    [{ ttlMs: Infinity }, '"ttlMs" of a cached query is more than 0 milliseconds, found Infinity'],
    [{ staleMs: -1 }, '"staleMs" of a cached query is 0 or more milliseconds, found -1'],
  ])('refuses %o', (options, message) => {
    expect(() => cachedBus(undefined, options)).toThrow(message)
  })

  it('tells its time to live and the key of an answer', () => {
    const cache = new QueryCache({ store: new InMemoryCacheStore() })
    const handler = new CachedQueryHandler<typeof question>({ inner: async () => 1, cache, ttlMs: 1000 })
    const context = {
      message: question({}),
      metadata: { messageId: 'm', correlationId: 'c' },
    } as MessageContext<typeof question>

    expect(handler.ttl).toBe(1000)
    expect(handler.getCacheKey({ a: 1, b: 2 }, context)).toBe(handler.getCacheKey({ b: 2, a: 1 }, context))
    expect(handler.getCacheKey({ a: 1 }, context)).toMatch(/^query:Ask:[\w-]{43}$/)
  })
})

describe('who may share an answer', () => {
  const principal = (id: string, more: Partial<Principal> = {}): ExecuteOptions => ({
    principal: { id, scopes: ['read'], ...more },
  })
  const north: ExecuteOptions = { metadata: { tenant: 'north' } }
  const south: ExecuteOptions = { metadata: { tenant: 'south' } }
  const tenants: Answer = (_data, { metadata }) => metadata.tenant ?? 'none'

  it.each(['principal', 'tenant'] as const)('is never another tenant, for scope %s', async (scope) => {
    const { ask } = cachedBus(tenants, { scope, getCacheKey: () => 'the same' })
    const principals = ['east', 'west'].map((tenant) => principal('ada', { tenant }))
    const asked = [north, south, {}, north, ...principals, south, {}]
    const answers: unknown[] = []
    for (const options of asked) answers.push(await ask({}, options))

    expect(answers).toEqual(['north', 'south', 'none', 'north', 'east', 'west', 'south', 'none'])
  })

  it('is the same principal with the same scopes, when nothing else is said', async () => {
    const { ask, asked } = cachedBus((_data, context) => context.principal?.id ?? 'nobody')
    const answers: unknown[] = []
    for (const options of [principal('ada'), principal('eve'), {}, principal('ada'), {}]) {
      answers.push(await ask({}, options))
    }
    expect(answers).toEqual(['ada', 'eve', 'nobody', 'ada', 'nobody'])
    expect(asked).toHaveLength(3)

    await ask({}, principal('ada', { scopes: ['read', 'write'] }))
    await ask({}, principal('ada', { scopes: ['write', 'read'] }))
    expect(asked).toHaveLength(4)
  })

  it('is the same actor where there is no principal', async () => {
    const { ask, asked } = cachedBus()
    for (const actor of ['ada', 'eve', 'ada']) await ask({}, { metadata: { actor } })

    expect(asked).toHaveLength(2)
  })

  it('is everybody of the tenant when that is said, and then the handler is not told who asks', async () => {
    const told: unknown[] = []
    const { ask } = cachedBus(
      (_data, { principal, metadata }) => void told.push([principal, metadata.actor, metadata.tenant]),
      { scope: 'tenant' },
    )
    await ask({}, principal('ada', { tenant: 'north' }))
    await ask({}, principal('eve', { tenant: 'north' }))

    expect(told).toEqual([[undefined, undefined, 'north']])
  })

  it('is whoever gives the same key, within the scope', async () => {
    const { ask, asked } = cachedBus(undefined, { getCacheKey: ({ id }: { id: number }) => ({ id }) })
    await ask({ id: 1, trackingId: 'x' })
    await ask({ id: 1, trackingId: 'y' })
    await ask({ id: 2, trackingId: 'y' })

    expect(asked).toHaveLength(2)
  })
})

describe('many who ask at the same time', () => {
  it('wait for one computation', async () => {
    const { promise, open } = gate<number>()
    const { ask, asked, cache } = cachedBus(() => promise)
    const answers = Array.from({ length: 50 }, () => ask())
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    open(7)

    expect(await Promise.all(answers)).toEqual(Array(50).fill(7))
    expect(asked).toHaveLength(1)
    expect(cache.statistics()).toMatchObject({ misses: 1, joined: 49, hits: 0 })
  })

  it('all hear of its error, and the next one computes', async () => {
    const { ask, asked } = cachedBus(async () => {
      throw new TypeError('broken')
    })
    const ended = await Promise.allSettled([ask(), ask(), ask()])

    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(asked).toHaveLength(1)
    await expect(ask()).rejects.toThrow('broken')
    expect(asked).toHaveLength(2)
  })

  it('are not failed by one who gives up, the first one not excepted', async () => {
    const { promise, open } = gate<string>()
    const signals: AbortSignal[] = []
    const { ask } = cachedBus((_data, { signal }) => {
      signals.push(signal)
      return promise
    })
    const caller = new AbortController()
    const first = ask({}, { signal: caller.signal })
    const second = ask()
    await vi.waitFor(() => expect(signals).toHaveLength(1))
    caller.abort('enough')

    await expect(first).rejects.toBe('enough')
    expect(signals[0]?.aborted).toBe(false)
    open('answer')
    expect(await second).toBe('answer')
  })

  it('end the computation when all of them give up; who comes then begins a new one', async () => {
    const signals: AbortSignal[] = []
    const { ask } = cachedBus((_data, { signal }) => {
      signals.push(signal)
      return signals.length === 1 ? new Promise(() => undefined) : 'answer'
    })
    const callers = [new AbortController(), new AbortController()]
    const answers = callers.map(({ signal }) => ask({}, { signal }))
    await vi.waitFor(() => expect(signals).toHaveLength(1))
    callers[0]?.abort('one')
    callers[1]?.abort('two')

    expect(
      (await Promise.allSettled(answers)).map((each) => each.status === 'rejected' && each.reason),
    ).toEqual(['one', 'two'])
    expect(signals[0]?.aborted).toBe(true)
    expect(await ask()).toBe('answer')
  })

  it('are not bound by the deadline of the first', async () => {
    const deadlines: unknown[] = []
    const { ask } = cachedBus((_data, { deadline }) => void deadlines.push(deadline))
    await ask({}, { deadline: Date.now() + 60_000 })

    expect(deadlines).toEqual([undefined])
  })
})

describe('an answer past its time', () => {
  it('is given at once while one new answer is computed', async () => {
    let version = 1
    const { ask, asked, clock, cache } = cachedBus(() => version, { staleMs: 5000 })
    await ask()
    version = 2
    clock.advance(1000)

    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1])
    await vi.waitFor(async () => expect(await ask()).toBe(2))
    expect(asked).toHaveLength(2)
    expect(cache.statistics()).toMatchObject({ misses: 1 })
  })

  it('is not given when it is too old', async () => {
    let version = 1
    const { ask, clock } = cachedBus(() => version, { staleMs: 5000 })
    await ask()
    version = 2
    clock.advance(6000)

    expect(await ask()).toBe(2)
  })

  it('is given on when it cannot be computed anew', async () => {
    let broken = false
    const { ask, asked, clock, warnings } = cachedBus(
      () => {
        if (broken) throw new TypeError('broken')
        return 1
      },
      { staleMs: 5000 },
    )
    await ask()
    broken = true
    clock.advance(1000)
    expect(await ask()).toBe(1)
    await vi.waitFor(() =>
      expect(warnings).toEqual(['an answer could not be computed anew; the last one is still given']),
    )
    broken = false
    expect(await ask()).toBe(1)
    await vi.waitFor(() => expect(asked).toHaveLength(3))
  })

  it('is waited for by those who find none, while it is computed anew', async () => {
    const renewed = gate<number>()
    const answers = [1, renewed.promise]
    const { ask, asked, clock } = cachedBus(() => answers[asked.length - 1], { staleMs: 5000 })
    await ask()
    clock.advance(1000)
    await ask()
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    clock.advance(5000)
    const later = ask()
    renewed.open(2)

    expect(await later).toBe(2)
    expect(asked).toHaveLength(2)
  })

  it('is not computed any more when the cache is closed', async () => {
    const signals: AbortSignal[] = []
    const { ask, clock, cache } = cachedBus(
      (_data, { signal }) => {
        signals.push(signal)
        if (signals.length === 1) return 1
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        )
      },
      { staleMs: 5000 },
    )
    await ask()
    clock.advance(1000)
    await ask()
    await vi.waitFor(() => expect(signals).toHaveLength(2))
    await cache[Symbol.asyncDispose]()

    expect(signals[1]?.aborted).toBe(true)
  })
})

describe('an invalidation', () => {
  const tags = ({ id }: { id: number }) => [`order:${id}`]

  it('drops the answers that carry one of its tags', async () => {
    const { ask, asked, cache } = cachedBus(undefined, { tags })
    for (const id of [1, 2, 3]) await ask({ id })
    await cache.invalidateTags(['order:1', 'order:3'])
    for (const id of [1, 2, 3]) await ask({ id })

    expect(asked).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 1 }, { id: 3 }])
  })

  it('drops by the tags that only the answer tells', async () => {
    const { ask, asked, cache } = cachedBus(() => [4, 5], {
      answerTags: (ids: readonly number[]) => ids.map((id) => `order:${id}`),
    })
    await ask()
    await cache.invalidateTags(['order:6'])
    await ask()
    expect(asked).toHaveLength(1)
    await cache.invalidateTags(['order:5'])
    await ask()
    expect(asked).toHaveLength(2)
  })

  it('drops all answers of a query type, and of one tenant only', async () => {
    const { ask, asked, cache } = cachedBus()
    const north = { metadata: { tenant: 'north' } }
    await ask(1)
    await ask(2, north)
    await cache.invalidate(question, { tenant: 'north' })
    await ask(1)
    await ask(2, north)
    expect(asked).toEqual([1, 2, 2])
    await cache.invalidate(question)
    await ask(1)
    expect(asked).toEqual([1, 2, 2, 1])
  })

  it('follows the events of a bus, for the tenant of each, until it is told to end', async () => {
    const { ask, asked, cache } = cachedBus(undefined, { tags })
    const eventBus = new EventBus()
    const store = new InMemoryEventStore()
    const end = cache.invalidateOn<Event<'Changed', { id: number }> | Event<'Cleared', object>>(eventBus, {
      Changed: ({ data }) => [`order:${data.id}`],
      Cleared: () => [answersOf(question)],
    })
    const happen = async (type: string, tenant?: string) => {
      const appended = await store.append(streamId('order', '1'), [{ type, data: { id: 1 } }], {
        expectedVersion: 'any',
        tenant,
      })
      await eventBus.publish(
        await Array.fromAsync(
          store.readStream(streamId('order', '1'), { from: appended.streamVersion, tenant }),
        ),
      )
    }
    const askAll = async () => {
      for (const id of [1, 2]) await ask({ id })
      return asked.splice(0)
    }
    expect(await askAll()).toHaveLength(2)
    await happen('Changed', 'north')
    expect(await askAll()).toEqual([])
    await happen('Changed')
    expect(await askAll()).toEqual([{ id: 1 }])
    await happen('Cleared')
    expect(await askAll()).toEqual([{ id: 1 }, { id: 2 }])
    end()
    await happen('Cleared')
    expect(await askAll()).toEqual([])
  })

  it('keeps an answer from being kept that was computed from what was before', async () => {
    let row = 'old'
    const reading = gate()
    const { ask, asked, cache } = cachedBus(
      async () => {
        const read = row
        if (asked.length === 1) await reading.promise
        return read
      },
      { tags },
    )
    const before = ask({ id: 1 })
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    row = 'new'
    await cache.invalidateTags(['order:1'])
    const after = ask({ id: 1 })
    expect(await after).toBe('new')
    reading.open()

    expect(await before).toBe('old')
    expect(await ask({ id: 1 })).toBe('new')
    expect(asked).toHaveLength(2)
    expect(cache.statistics()).toMatchObject({ outdated: 1 })
  })

  it('leaves a computation alone that has other tags', async () => {
    const reading = gate()
    const { ask, asked, cache } = cachedBus(() => reading.promise, { tags })
    const answers = [ask({ id: 1 })]
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    await cache.invalidateTags(['order:2'])
    answers.push(ask({ id: 1 }))
    reading.open()
    await Promise.all(answers)
    await ask({ id: 1 })

    expect(asked).toHaveLength(1)
  })

  it('keeps an answer from being kept whose tags only it tells', async () => {
    const reading = gate()
    const { ask, asked, cache } = cachedBus(
      async () => {
        if (asked.length === 1) await reading.promise
        return ['order:9']
      },
      { answerTags: (answer: string[]) => answer },
    )
    const before = ask()
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    await cache.invalidateTags(['order:9'])
    reading.open()
    await before
    await ask()

    expect(asked).toHaveLength(2)
  })

  it('comes after an answer that is on its way into the store', async () => {
    const inner = new InMemoryCacheStore()
    const setting = gate()
    const slow = storeWith(
      {
        async set(key, answer, options) {
          await setting.promise
          await inner.set(key, answer, options)
        },
      },
      inner,
    )
    const { ask, asked, cache } = cachedBus(() => asked.length, { tags }, slow)
    const first = ask({ id: 1 })
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    await Promise.resolve()
    const invalidated = cache.invalidateTags(['order:1'])
    setting.open()
    await Promise.all([first, invalidated])

    expect(await ask({ id: 1 })).toBe(2)
  })

  it('also reaches an answer that is computed anew in the background', async () => {
    let row = 1
    const reading = gate()
    const { ask, asked, clock, cache } = cachedBus(
      async () => {
        const read = row
        if (asked.length === 2) await reading.promise
        return read
      },
      { tags, staleMs: 5000 },
    )
    await ask({ id: 1 })
    clock.advance(1000)
    await ask({ id: 1 })
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    row = 2
    await cache.invalidateTags(['order:1'])
    reading.open()

    expect(await ask({ id: 1 })).toBe(2)
    await vi.waitFor(() => expect(cache.statistics().outdated).toBe(1))
    expect(await ask({ id: 1 })).toBe(2)
  })
})

describe('a cache that fails', () => {
  const down = () => Promise.reject(new Error('the cache is down'))

  it('does not keep queries from being answered', async () => {
    const { ask, cache, warnings } = cachedBus(undefined, {}, storeWith({ get: down, set: down }))

    expect(await ask()).toBe('answer')
    expect(cache.statistics()).toMatchObject({ failures: 2, misses: 1 })
    expect(warnings).toHaveLength(2)
  })

  it('says that it could not invalidate', async () => {
    const { cache } = cachedBus(undefined, {}, storeWith({ invalidateTags: down }))

    await expect(cache.invalidateTags(['a'])).rejects.toThrow('the cache is down')
  })

  it('that holds something else under the key is taken for empty', async () => {
    const inner = new InMemoryCacheStore()
    const foreign = storeWith({ set: (key, _answer, options) => inner.set(key, null, options) }, inner)
    const { ask } = cachedBus(undefined, {}, foreign)
    await ask()

    expect(await ask()).toBe('answer')
  })
})

describe('the statistics of a query cache', () => {
  it('count what became of each question, by type', async () => {
    const { ask, cache, clock } = cachedBus(undefined, { staleMs: 5000 })
    await ask()
    await ask()
    clock.advance(1000)
    await ask()
    await cache.invalidateTags(['a'])
    const counts = { hits: 1, stale: 1, misses: 1, joined: 0, outdated: 0, failures: 0 }

    expect(cache.statistics()).toEqual({ ...counts, invalidations: 1, entries: 1, byType: { Ask: counts } })
  })
})
