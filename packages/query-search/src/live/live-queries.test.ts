import {
  DatabaseError,
  globalPosition,
  InvalidArgumentError,
  projectionId,
  type ReadModelOptions,
} from '@uno-ts/types'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { follow } from '../../test/follow.ts'
import { ManualFeed } from '../../test/manual-feed.ts'
import { LiveQueries, type LiveQueriesOptions } from './live-queries.ts'
import type { LiveQueryDefinition } from './live-query-definition.ts'
import type { SnapshotReader } from './snapshot-reader.ts'

let feed: ManualFeed
let rows: Map<string, number>
let position: number
/** What an evaluation waits for before it answers. */
let gate: Promise<void>
/** What evaluations throw. */
let failure: unknown
let live: LiveQueries

const snapshots: SnapshotReader = {
  position: async () => globalPosition(position),
  read: async ({ tenant, signal }, read) => {
    const at = globalPosition(position)
    return { result: await read({ tenant, signal }), position: at }
  },
}
const stock: LiveQueryDefinition<string, number | undefined> = {
  name: 'stock',
  reads: (code) => [{ table: 'products', keys: [code] }],
  evaluate: async (code) => answer(() => rows.get(code)),
}
const total: LiveQueryDefinition<object, number> = {
  name: 'total',
  reads: () => [{ table: 'products' }],
  evaluate: async () => answer(() => rows.values().reduce((sum, units) => sum + units, 0)),
}

async function answer<Result>(read: () => Result): Promise<Result> {
  if (failure !== undefined) throw failure
  const result = read()
  await gate
  return result
}

/** Changes a row and announces it, as a projection does. */
function change(code: string, units: number): void {
  rows.set(code, units)
  position += 1
  feed.announce('product-figures', { keys: [code], position: globalPosition(position) })
}

const open = (options: Partial<LiveQueriesOptions> = {}) =>
  new LiveQueries({
    feed,
    snapshots,
    tables: { products: projectionId('product-figures'), orders: projectionId('order-summary') },
    minIntervalMs: 0,
    ...options,
  })

/** Waits until it is so. */
const until = (isSo: () => void) => vi.waitFor(isSo, { interval: 2, timeout: 5_000 })

/** Lets everything that does not wait for time come to its end. */
const settle = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

beforeEach(() => {
  feed = new ManualFeed()
  rows = new Map([
    ['lamp', 5],
    ['mug', 2],
  ])
  position = 10
  gate = Promise.resolve()
  failure = undefined
  live = open()
})

describe('a live query', () => {
  it('gives its result with the position it was read at, and again when it has changed', async () => {
    const { answers } = follow(live.query(stock, 'lamp'))
    await until(() => expect(answers).toEqual([{ result: 5, position: 10n }]))
    change('lamp', 4)
    await until(() => expect(answers.slice(1)).toEqual([{ result: 4, position: 11n }]))
  })

  it('is evaluated only after changes that touch it', async () => {
    const lamp = follow(live.query(stock, 'lamp'))
    const all = follow(live.query(total, {}))
    await until(() => expect([lamp.results(), all.results()]).toEqual([[5], [7]]))
    change('mug', 3)
    feed.announce('order-summary')
    feed.announce('product-figures', { tenant: 'other' })
    await until(() => expect(all.results()).toEqual([7, 8]))
    await settle()
    expect(live.status().evaluations).toBe(3)
    feed.announce('product-figures', { keys: undefined })
    await until(() => expect(live.status().evaluations).toBe(5))
  })

  it('is evaluated once for all who ask the same, whoever comes later', async () => {
    const followers = Array.from({ length: 1000 }, () =>
      follow(live.query(total, { a: 1n, b: [new Date(0)] })),
    )
    await until(() => expect(followers.map(({ results }) => results())).toEqual(followers.map(() => [7])))
    followers.push(follow(live.query(total, { b: [new Date(0)], a: 1n })))
    change('lamp', 6)
    await until(() => expect(followers.every(({ results }) => results().at(-1) === 8)).toBe(true))
    expect(live.status()).toEqual({ queries: 1, subscribers: 1001, evaluations: 2 })
  })

  it('is another one for other parameters, and for another tenant', async () => {
    const asked: (string | undefined)[] = []
    const whose: LiveQueryDefinition<number, string | undefined> = {
      name: 'whose',
      reads: () => [{ table: 'products' }],
      evaluate: async (_, { tenant }: ReadModelOptions) => {
        asked.push(tenant)
        return tenant
      },
    }
    const followers = [follow(live.query(whose, 1)), follow(live.query(whose, 2))]
    followers.push(follow(live.query(whose, 1, { tenant: 'other' })))
    await until(() =>
      expect(followers.map(({ results }) => results())).toEqual([['default'], ['default'], ['other']]),
    )
    feed.announce('product-figures', { tenant: 'other' })
    await until(() => expect(asked).toEqual(['default', 'default', 'other', 'other']))
  })

  it('does not push what is equal', async () => {
    const { results } = follow(live.query(stock, 'lamp'))
    await until(() => expect(results()).toEqual([5]))
    change('lamp', 5)
    await until(() => expect(live.status().evaluations).toBe(2))
    await settle()
    expect(results()).toEqual([5])
    const parity = { ...stock, name: 'parity', isEqual: (a = 0, b = 0) => a % 2 === b % 2 }
    const odd = follow(live.query(parity, 'lamp'))
    await until(() => expect(odd.results()).toEqual([5]))
    change('lamp', 7)
    await until(() => expect(results()).toEqual([5, 7]))
    expect(odd.results()).toEqual([5])
  })

  it('is evaluated once for many changes', async () => {
    const { results } = follow(live.query(total, {}))
    await until(() => expect(results()).toEqual([7]))
    const { promise, resolve } = Promise.withResolvers<void>()
    gate = promise
    change('lamp', 6)
    await until(() => expect(live.status().evaluations).toBe(2))
    for (let units = 1; units <= 100; units += 1) change('mug', units)
    resolve()
    await until(() => expect(results()).toEqual([7, 8, 106]))
    await settle()
    expect(live.status().evaluations).toBe(3)
  })

  it('is evaluated no more often than it may', async () => {
    live = open({ minIntervalMs: 60 })
    const times: number[] = []
    const timed = { ...total, name: 'timed', evaluate: async () => times.push(performance.now()) }
    const { results } = follow(live.query(timed, {}))
    await until(() => expect(results()).toHaveLength(1))
    const end = performance.now() + 200
    while (performance.now() < end) {
      change('lamp', times.length)
      await settle()
    }
    await until(() => expect(results().length).toBeGreaterThan(2))
    for (const [index, time] of times.slice(1).entries()) {
      expect(time - (times[index] ?? 0)).toBeGreaterThan(50)
    }
  })

  it('gives who is slow the newest result', async () => {
    const quick = follow(live.query(stock, 'lamp'))
    const slow = live.query(stock, 'lamp').subscribe()[Symbol.asyncIterator]()
    expect(await slow.next()).toMatchObject({ value: { result: 5 } })
    for (let units = 10; units <= 20; units += 1) {
      change('lamp', units)
      await until(() => expect(quick.results().at(-1)).toBe(units))
    }
    expect(await slow.next()).toMatchObject({ value: { result: 20 } })
    await slow.return?.()
  })

  it('misses no change between its first result and the next', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    gate = promise
    const { results } = follow(live.query(stock, 'lamp'))
    await until(() => expect(live.status().evaluations).toBe(1))
    expect(feed.subscriptions).toMatchObject([{ after: 10n }]) // listened to before it was evaluated
    change('lamp', 1)
    resolve()
    await until(() => expect(results()).toEqual([5, 1]))
  })

  it('gives a first answer that knows what it must', async () => {
    const other = follow(live.query(stock, 'lamp'))
    await until(() => expect(other.results()).toEqual([5]))
    const { answers } = follow(live.query(stock, 'lamp'), { minPosition: globalPosition(12) })
    await settle()
    position = 11
    await until(() => expect(live.status().evaluations).toBeGreaterThan(2))
    expect(answers).toEqual([])
    position = 12 // by events that change nothing, so that nothing is announced
    await until(() => expect(answers).toEqual([{ result: 5, position: 12n }]))
    expect(other.results()).toEqual([5])
  })

  it('tells the position it can be sure of where it is evaluated outside a transaction', async () => {
    const apart: LiveQueryDefinition<object, unknown> = {
      name: 'apart',
      reads: () => [{ table: 'products' }],
      evaluate: async (_, options) => {
        position += 5
        return options.transaction
      },
      withinTransaction: false,
    }
    const { answers } = follow(live.query(apart, {}))
    await until(() => expect(answers).toEqual([{ result: undefined, position: 10n }]))
  })
})

describe('a failing live query', () => {
  const refused = new InvalidArgumentError('no')
  const away = new DatabaseError('away', { retryable: true })

  it('throws to whoever waits for the first answer', async () => {
    failure = away
    const { ended } = follow(live.query(total, {}))
    expect(await ended).toBe(away)
    expect(live.status()).toMatchObject({ queries: 0, subscribers: 0 })
  })

  it('throws to those who follow it, and leaves others alone', async () => {
    const lamp = follow(live.query(stock, 'lamp'))
    const told: unknown[] = []
    const hearing = follow(live.query(stock, 'lamp'), { onError: (error) => told.push(error) })
    const mug = follow(live.query(stock, 'mug'))
    await until(() => expect([lamp, hearing, mug].map(({ answers }) => answers.length)).toEqual([1, 1, 1]))
    failure = refused
    change('lamp', 4)
    expect(await lamp.ended).toBe(refused)
    expect(told).toEqual([refused])
    failure = undefined
    change('lamp', 3)
    change('mug', 1)
    await until(() =>
      expect([hearing.results(), mug.results()]).toEqual([
        [5, 3],
        [2, 1],
      ]),
    )
  })

  it('is tried again when it may help, and keeps its answer meanwhile', async () => {
    const told = vi.fn<(error: unknown) => void>()
    const quiet = follow(live.query(total, {}))
    const hearing = follow(live.query(total, {}), { onError: told })
    await until(() => expect([quiet.results(), hearing.results()]).toEqual([[7], [7]]))
    failure = away
    change('lamp', 6)
    await until(() => expect(told.mock.calls.length).toBeGreaterThan(1))
    failure = undefined
    await until(() =>
      expect([quiet.results(), hearing.results()]).toEqual([
        [7, 8],
        [7, 8],
      ]),
    )
  })

  it('is tried by the next who comes', async () => {
    const hearing = follow(live.query(total, {}), { onError: () => undefined })
    await until(() => expect(hearing.results()).toEqual([7]))
    failure = refused
    change('lamp', 6)
    await until(() => expect(live.status().evaluations).toBe(2))
    failure = undefined
    const next = follow(live.query(total, {}))
    await until(() => expect([next.results().at(-1), hearing.results().at(-1)]).toEqual([8, 8]))
  })

  it('ends with the feed of changes, and begins anew for the next subscriber', async () => {
    const { ended, results } = follow(live.query(total, {}), { onError: () => undefined })
    await until(() => expect(results()).toEqual([7]))
    feed.fail(away)
    expect(await ended).toBe(away)
    const next = follow(live.query(total, {}))
    await until(() => expect(next.results()).toEqual([7]))
    change('lamp', 6)
    await until(() => expect(next.results()).toEqual([7, 8]))
  })
})

describe('live queries', () => {
  it('listen and read only while somebody subscribes', async () => {
    live.query(stock, 'lamp').subscribe()
    expect(feed.subscriptions).toEqual([])
    const first = follow(live.query(stock, 'lamp'))
    const second = follow(live.query(total, {}))
    await until(() => expect([first.results(), second.results()]).toEqual([[5], [7]]))
    expect(feed.subscriptions).toHaveLength(1)
    await first.leave()
    expect(await first.ended).toMatchObject({ message: 'left' })
    expect(feed.subscriptions).toHaveLength(1)
    await second.leave()
    await until(() => expect(feed.subscriptions).toEqual([]))
    expect(live.status()).toEqual({ queries: 0, subscribers: 0, evaluations: 2 })
    const again = follow(live.query(total, {}))
    await until(() => expect(again.results()).toEqual([7]))
  })

  it('give up an evaluation that nobody waits for any more', async () => {
    const { promise: given, resolve } = Promise.withResolvers<AbortSignal | undefined>()
    const endless = {
      ...total,
      evaluate: (_: object, { signal }: ReadModelOptions) => {
        resolve(signal)
        return new Promise<number>((_, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason as Error)),
        )
      },
    }
    const follower = follow(live.query(endless, {}))
    const signal = await given
    await follower.leave()
    expect(signal?.aborted).toBe(true)
  })

  it('are evaluated a few at a time, in the order they came', async () => {
    live = open({ concurrency: 2 })
    let running = 0
    let most = 0
    const counted: LiveQueryDefinition<number, number> = {
      ...total,
      reads: () => [{ table: 'products' }],
      evaluate: async (number) => {
        most = Math.max(most, (running += 1))
        await settle()
        running -= 1
        return number
      },
    }
    const followers = Array.from({ length: 8 }, (_, number) => follow(live.query(counted, number)))
    await until(() =>
      expect(followers.map(({ results }) => results())).toEqual(followers.map((_, number) => [number])),
    )
    expect(most).toBe(2)
  })

  it('end their subscriptions when they are disposed of', async () => {
    const { ended, results } = follow(live.query(total, {}))
    await until(() => expect(results()).toEqual([7]))
    await live[Symbol.asyncDispose]()
    expect(await ended).toBeUndefined()
    expect(feed.subscriptions).toEqual([])
    expect(await follow(live.query(total, {})).ended).toMatchObject({ code: 'ERR_CONFIGURATION' })
  })

  it('refuse more than they may follow', async () => {
    live = open({ maxQueries: 1 })
    const first = follow(live.query(stock, 'lamp'))
    expect(await follow(live.query(stock, 'mug')).ended).toMatchObject({ code: 'ERR_BACK_PRESSURE' })
    await until(() => expect(first.results()).toEqual([5]))
  })

  it('refuse what they cannot follow', () => {
    const elsewhere = { ...total, reads: () => [{ table: 'nowhere' }] }
    expect(() => live.query(elsewhere, {})).toThrow('no projection is named for the table nowhere')
    expect(() => live.query(total, () => 1)).toThrow('plain data, found a function')
    expect(() => live.query(total, { at: new Map() })).toThrow('plain data, found an object of a class')
    expect(() => open({ concurrency: 0 })).toThrow('concurrency is a whole number from 1, found 0')
  })
})
