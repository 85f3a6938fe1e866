import { setImmediate } from 'node:timers/promises'
import { InMemoryEventStore } from '@uno-ts/testing'
import {
  origin,
  type Event,
  type EventPage,
  type EventStore,
  type GlobalPosition,
  type SubscribeOptions,
} from '@uno-ts/types'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { append, counted, many } from '../../test/tally.ts'
import { SharedLog, type SharedLogOptions } from './shared-log.ts'

/** Counts what is fetched from a store. */
class CountedReads extends InMemoryEventStore {
  pages = 0
  events = 0
  failing = 0

  override readPage: InMemoryEventStore['readPage'] = async (options) => {
    if (this.failing > 0) {
      this.failing -= 1
      throw new Error('the store is away')
    }
    const page = await InMemoryEventStore.prototype.readPage.call(this, options)
    this.pages += 1
    this.events += page.events.length
    return page
  }
}

/** Gives nothing to those who follow it until it has spoken. */
class SilentStore extends InMemoryEventStore {
  readonly spoken: PromiseWithResolvers<void> = Promise.withResolvers()

  override async *subscribe<Recorded extends Event = Event>(
    options?: SubscribeOptions,
  ): AsyncGenerator<EventPage<Recorded>> {
    await this.spoken.promise
    yield* super.subscribe<Recorded>(options)
  }
}

let store: CountedReads
let logs: SharedLog[]

beforeEach(() => {
  store = new CountedReads({ positionGap: () => 1 })
  logs = []
})
afterEach(async () => {
  await Promise.all(logs.map((log) => log.close()))
})

function openLog(options: Partial<SharedLogOptions> = {}): SharedLog {
  const eventStore: EventStore = store
  const log = new SharedLog({
    eventStore,
    tenant: 'default',
    pageSize: 100,
    bufferedEvents: 1_000,
    ...options,
  })
  logs.push(log)
  return log
}

const signal = new AbortController().signal

/** Reads to a position as a projection does. */
async function read(
  log: SharedLog,
  until: GlobalPosition,
  { from = origin, limit = 50 }: { readonly from?: GlobalPosition; readonly limit?: number } = {},
): Promise<readonly GlobalPosition[]> {
  const found: GlobalPosition[] = []
  const reader = log.open()
  let position = from
  while (position < until) {
    const page = await reader.next(position, { limit, signal })
    expect(page.after).toBe(position)
    expect(page.position).toBeGreaterThan(position)
    found.push(...page.events.map(({ globalPosition }) => globalPosition))
    position = page.position
  }
  reader.rest()
  return found
}

async function positions(): Promise<readonly GlobalPosition[]> {
  const { events } = await InMemoryEventStore.prototype.readPage.call(store, { limit: 100_000 })
  return events.map(({ globalPosition }) => globalPosition)
}

describe('a log shared by projections', () => {
  it('gives every event to each of them, once and in order', async () => {
    const head = await append(store, many(750))
    const log = openLog()
    const limits = [50, 33, 100, 1_000]
    const all = await Promise.all(limits.map((limit) => read(log, head, { limit })))
    for (const found of all) expect(found).toEqual(await positions())
  })

  it('fetches each page once for those at about the same place', async () => {
    const head = await append(store, many(1_000))
    const log = openLog()
    const [, some] = await positions()
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        read(log, head, { limit: 20 + index, from: index % 2 === 0 ? origin : (some ?? origin) }),
      ),
    )
    expect(store.events).toBeLessThanOrEqual(1_100)
    expect(store.pages).toBeLessThanOrEqual(12)
  })

  it('reads one page ahead and no further', async () => {
    await append(store, many(1_000))
    const log = openLog()
    await log.open().next(origin, { limit: 100, signal })
    await setImmediate() // in memory, all that was asked for has come by then
    expect(store.pages).toBe(2)
  })

  it('joins what was appended one by one while a reader was busy', async () => {
    const log = openLog()
    const first = await append(store, [counted('a')])
    await read(log, first)
    for (let round = 0; round < 60; round += 1) {
      const position = await append(store, [counted('b')])
      await read(log, position, { from: first, limit: 1_000 })
    }
    const page = await log.open().next(first, { limit: 1_000, signal })
    expect(page.events).toHaveLength(60)
  })

  it('serves who lags far behind without holding up the others', async () => {
    const head = await append(store, many(1_000))
    const log = openLog({ bufferedEvents: 200 })
    await read(log, head)
    const lagging = read(log, head)
    const next = await append(store, [counted('new')])
    expect(await read(log, next, { from: head })).toEqual([next])
    expect(await lagging).toEqual((await positions()).slice(0, 1_000))
  })

  it('waits at the end until something is appended', async () => {
    const log = openLog()
    const waiting = Promise.all([1, 2, 3].map(() => log.open().next(origin, { limit: 10, signal })))
    const position = await append(store, [counted('a')])
    for (const page of await waiting) expect(page).toMatchObject({ position, atHead: true })
  })

  it('lets one reader give up its wait alone', async () => {
    const log = openLog()
    const controller = new AbortController()
    const waiting = log.open().next(origin, { limit: 10, signal })
    const given = log.open().next(origin, { limit: 10, signal: controller.signal })
    controller.abort(new Error('given up'))
    await expect(given).rejects.toThrow('given up')
    const position = await append(store, [counted('a')])
    expect(await waiting).toMatchObject({ position })
  })

  it('passes on what the store throws and reads again when asked again', async () => {
    const head = await append(store, many(10))
    const log = openLog()
    store.failing = 1
    await expect(log.open().next(origin, { limit: 10, signal })).rejects.toThrow('the store is away')
    expect(await read(log, head)).toHaveLength(10)
  })

  it('lets a reader that is ahead of the subscription wait for what is new to it', async () => {
    const log = openLog()
    const first = await append(store, [counted('a')])
    await read(log, first)
    const second = await append(store, [counted('b')])
    const third = await append(store, [counted('c')])
    const ahead = read(log, third, { from: second })
    expect(await ahead).toEqual([third])
  })

  it('looks itself where a reader asks for that and the subscription stays silent, and gives nothing twice', async () => {
    const silent = new SilentStore({ positionGap: () => 1 })
    const log = openLog({ eventStore: silent })
    const reader = log.open()
    const asking = reader.next(origin, { limit: 10, pollIntervalMs: 5, signal })
    const first = await append(silent, [counted('a')])
    expect(await asking).toMatchObject({ position: first })
    const next = reader.next(first, { limit: 10, pollIntervalMs: 5, signal })
    const second = await append(silent, [counted('b')])
    const page = await next
    expect(page.events.map(({ globalPosition }) => globalPosition)).toEqual([second])
    silent.spoken.resolve()
    const third = await append(silent, [counted('c')])
    expect(await read(log, third, { from: second })).toEqual([third])
  })
})
