import {
  ConcurrencyError,
  DatabaseError,
  defaultTenant,
  silentLogger,
  streamId,
  type CommitPlan,
  type CommitResult,
  type Event,
} from '@uno-ts/types'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HeldConnection, turns } from '../../test/held-connection.ts'
import { appendPlan, type AppendPlan } from './append-plan.ts'
import { CommitQueue, type CommitQueueOptions } from './commit-queue.ts'

const happened: Event = { type: 'Happened', data: {} }

let database: HeldConnection
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  database = new HeldConnection()
})
afterEach(() => {
  vi.useRealTimers()
})

function open(options: Partial<CommitQueueOptions> = {}): CommitQueue {
  return new CommitQueue({
    connection: database,
    single: { events: { text: 'events' }, event: { text: 'event' } },
    group: { text: 'group' },
    together: { text: 'together' },
    lanes: 2,
    mostConnections: 4,
    logger: undefined,
    ...options,
  })
}

function planned(plan: CommitPlan): AppendPlan {
  const newId = () => crypto.randomUUID() as never
  return appendPlan(plan, { tenant: defaultTenant, codec: undefined, newId })
}

/** The append of one event to a stream that does not exist. */
function to(
  name: string,
  plan: Omit<CommitPlan, 'appends'> = {},
  events: readonly Event[] = [happened],
): AppendPlan {
  return planned({
    appends: [{ streamId: streamId('test', name), expectedVersion: 'no-stream', events }],
    ...plan,
  })
}

const named = (...names: readonly string[]) => names.map((name) => `test-${name}`)
const settled = (outcomes: readonly Promise<CommitResult>[]) => Promise.allSettled(outcomes)

/** Two appends that keep both lanes busy. */
function busy(queue: CommitQueue): void {
  void queue.submit(to('one'))
  void queue.submit(to('two'))
  expect(database.news()).toEqual([named('one'), named('two')])
}

describe('an append', () => {
  it('that is alone goes at once, on its own', async () => {
    const transactions = vi.fn<(appends: number) => void>()
    const queue = open({ onTransaction: transactions })
    const append = queue.submit(to('a'))
    expect(database.news()).toEqual([named('a')])
    expect(transactions).not.toHaveBeenCalled()
    await database.sent[0]?.written(1)
    expect((await append).appends).toMatchObject([
      { streamId: 'test-a', streamVersion: 1, globalPosition: 7n },
    ])
    expect(transactions.mock.calls).toEqual([[1]])
    void queue.submit(to('b'))
    expect(database.news()).toEqual([named('b')])
  })

  it('never waits where sharing is switched off', () => {
    const queue = open({ lanes: Number.POSITIVE_INFINITY })
    for (const name of ['a', 'b', 'c', 'd']) void queue.submit(to(name))
    expect(database.news()).toHaveLength(4)
  })

  it('that cannot share goes at once, also when all lanes are busy', async () => {
    const queue = open()
    busy(queue)
    void queue.submit(to('c', { conditions: [{ failIfEventsMatch: { items: [{ types: ['Happened'] }] } }] }))
    expect(database.news()).toEqual([named('c')])
  })

  it('to a stream that has one under way waits for that, and goes before others that come later', async () => {
    const queue = open()
    const results = settled([queue.submit(to('a')), queue.submit(to('a'))])
    await turns()
    expect(database.news()).toEqual([named('a')])
    await database.sent[0]?.written(1)
    expect(database.news()).toEqual([named('a')])
    await database.sent[1]?.fail(
      new ConcurrencyError({ streamId: streamId('test', 'a'), expected: 0, actual: 1 }),
    )
    expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    void queue.submit(to('a'))
    expect(database.news()).toEqual([named('a')])
  })

  it('of several events goes the quick way first, and the long one where that leaves it out', async () => {
    const queue = open()
    const append = queue.submit(to('a', {}, [happened, happened]))
    await turns()
    expect(database.sent).toMatchObject([{ text: 'group', streams: named('a') }])
    await database.sent[0]?.answer({ versions: [null], first_position: null, positions: null })
    expect(database.sent.map(({ text }) => text)).toEqual(['group', 'events'])
    await database.sent[1]?.written(2)
    expect((await append).appends).toMatchObject([{ streamVersion: 2 }])
  })

  it('of several events is where the quick way says', async () => {
    const append = open().submit(to('a', {}, [happened, happened]))
    await turns()
    await database.sent[0]?.written(2)
    expect(await append).toEqual({
      appends: [{ streamId: 'test-a', streamVersion: 2, globalPosition: 8n, written: true }],
      globalPosition: 8n,
    })
    expect(database.sent).toHaveLength(1)
  })

  it('to several streams goes the quick way too', async () => {
    const appends = ['b', 'a'].map((name) => ({
      streamId: streamId('test', name),
      expectedVersion: 'no-stream' as const,
      events: [happened],
    }))
    const append = open().submit(planned({ appends }))
    await turns()
    expect(database.sent.map(({ text, streams }) => [text, streams])).toEqual([['together', named('a', 'b')]])
    await database.sent[0]?.written(1, 1)
    expect((await append).appends.map(({ streamId: id }) => id)).toEqual(named('b', 'a'))
  })
})

describe('appends that find all lanes taken', () => {
  it('share the next transaction, each with its own outcome', async () => {
    const transactions = vi.fn<(appends: number) => void>()
    const queue = open({ onTransaction: transactions })
    busy(queue)
    const waiting = ['e', 'c', 'd'].map((name) => queue.submit(to(name)))
    await turns()
    expect(database.news()).toEqual([])
    await database.sent[0]?.written(1)
    await database.sent[1]?.written(1)
    expect(database.news()).toEqual([named('c', 'd', 'e')]) // in the order of their names
    expect(database.sent[2]?.text).toBe('group')
    await database.sent[2]?.written(1, 2, 3)
    const results = await Promise.all(waiting)
    expect(results.map(({ appends }) => appends[0])).toMatchObject([
      { streamId: 'test-e', streamVersion: 3, globalPosition: 9n },
      { streamId: 'test-c', streamVersion: 1, globalPosition: 7n },
      { streamId: 'test-d', streamVersion: 2, globalPosition: 8n },
    ])
    expect(transactions.mock.calls).toEqual([[1], [1], [3]])
  })

  it('wait for the one lane that does better for a few, but not for long', async () => {
    const queue = open()
    busy(queue)
    void queue.submit(to('c'))
    void queue.submit(to('d'))
    await database.sent[0]?.written(1)
    vi.advanceTimersByTime(9)
    expect(database.news()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(database.news()).toEqual([named('c', 'd')])
  })

  it('go in two even groups when there are very many', async () => {
    const queue = open()
    busy(queue)
    const names = Array.from({ length: 60 }, (_, nr) => `n${String(nr).padStart(2, '0')}`)
    for (const name of names) void queue.submit(to(name))
    await database.sent[0]?.written(1)
    await database.sent[1]?.written(1)
    const groups = database.news()
    expect(groups.map(({ length }) => length)).toEqual([31, 29])
  })

  it('and are left out of the group are appended on their own', async () => {
    const queue = open()
    busy(queue)
    const waiting = ['c', 'd', 'e'].map((name) => queue.submit(to(name)))
    await database.sent[0]?.written(1)
    await database.sent[1]?.written(1)
    await database.sent[2]?.answer({ versions: ['1', null, '1'], first_position: '7', positions: null })
    expect(await waiting[0]).toMatchObject({ globalPosition: 7n })
    expect(await waiting[2]).toMatchObject({ globalPosition: 8n })
    expect(database.sent[3]).toMatchObject({ text: 'event', streams: named('d') })
    void queue.submit(to('d')) // waits for the one before
    await turns()
    expect(database.sent).toHaveLength(4)
    await database.sent[3]?.written(1)
    expect(await waiting[1]).toMatchObject({ appends: [{ streamVersion: 1 }] })
    expect(database.sent[4]).toMatchObject({ streams: named('d') })
  })

  it('go one by one when their group fails, found by their ids', async () => {
    const logger = { ...silentLogger, debug: vi.fn<() => void>() }
    const queue = open({ logger, mostConnections: 2 })
    busy(queue)
    const waiting = settled(['c', 'd', 'e'].map((name) => queue.submit(to(name))))
    await database.sent[0]?.written(1)
    await database.sent[1]?.written(1)
    database.news()
    const later = queue.submit(to('e'))
    await database.sent[2]?.fail(new Error('a poisoned member'))
    expect(logger.debug).toHaveBeenCalledExactlyOnceWith(
      { error: expect.any(Error), members: 3 },
      expect.stringContaining('each is appended on its own'),
    )
    expect(database.news()).toEqual([named('c'), named('d')]) // as many at a time as there may be connections
    expect(database.sent[3]).toMatchObject({ text: 'events' })
    expect(database.sent[3]?.values[5]).toBe(true)
    await database.sent[3]?.fail(new Error('refused'))
    expect(database.news()).toEqual([named('e')])
    await database.sent[4]?.answer({
      conflict: null,
      actual: null,
      versions: ['1'],
      positions: ['5'],
      written: false,
    })
    await database.sent[5]?.written(1)
    const [c, d, e] = await waiting
    expect(c).toMatchObject({ status: 'rejected', reason: { message: 'refused' } })
    expect(d).toMatchObject({ value: { appends: [{ globalPosition: 5n, written: true }] } })
    expect(e).toMatchObject({ status: 'fulfilled' })
    expect(database.news()).toEqual([named('e')])
    await database.sent[6]?.written(2)
    await later
  })

  it('do not share across tenants', async () => {
    const queue = open()
    busy(queue)
    for (const [name, tenant] of [
      ['c', 'x'],
      ['d', 'y'],
      ['e', 'x'],
    ] as const)
      void queue.submit(to(name, { tenant }))
    await database.sent[0]?.written(1)
    await database.sent[1]?.written(1)
    expect(database.news()[0]).toEqual(named('c', 'e'))
    expect(database.sent[2]?.values[0]).toBe('x')
    await database.sent[2]?.written(1, 1)
    expect(database.news()).toEqual([named('d')])
  })

  it('do not share with one whose condition they may meet', async () => {
    const queue = open()
    busy(queue)
    const tagged = { ...happened, tags: ['seat:1'] }
    void queue.submit(to('c', {}, [tagged]))
    void queue.submit(to('d', { conditions: [{ failIfEventsMatch: { items: [{ tags: ['seat:1'] }] } }] }))
    void queue.submit(to('e', {}, [tagged]))
    await database.sent[0]?.written(1)
    await database.sent[1]?.written(1)
    expect(database.news()[0]).toEqual(named('c', 'e'))
  })

  it('do not share with one to the same stream', async () => {
    const queue = open()
    busy(queue)
    for (const name of ['c', 'c', 'd']) void queue.submit(to(name))
    await database.sent[0]?.written(1)
    await database.sent[1]?.written(1)
    expect(database.news()[0]).toEqual(named('c', 'd'))
  })

  it('share no more than 1,000 events, or 2,000,000 characters', async () => {
    const queue = open({ lanes: 1 })
    void queue.submit(to('a'))
    const many = (count: number) => Array.from({ length: count }, () => happened)
    const large = { ...happened, data: 'x'.repeat(1_000_000) }
    for (const [name, events] of [
      ['b', many(600)],
      ['c', many(401)],
      ['d', many(400)],
    ] as const)
      void queue.submit(to(name, {}, events))
    await database.sent[0]?.written(1)
    database.news()
    expect(database.sent[1]?.streams).toEqual(named('b', 'd'))
    for (const name of ['e', 'f', 'g', 'h']) void queue.submit(to(name, {}, [large]))
    await database.sent[1]?.written(600, 400)
    expect(database.sent[2]?.streams).toEqual(named('c', 'e', 'f'))
    await database.sent[2]?.written(401, 1, 1)
    expect(database.sent[3]?.streams).toEqual(named('g', 'h'))
  })

  it('go by themselves when they are larger than a group', async () => {
    const queue = open({ lanes: 1 })
    void queue.submit(to('a'))
    const large = Array.from({ length: 1_001 }, () => happened)
    void queue.submit(to('b', {}, large))
    void queue.submit(to('c'))
    await database.sent[0]?.written(1)
    expect(database.sent[1]?.streams).toEqual(named('b'))
    await database.sent[1]?.written(1_001)
    expect(database.sent[2]?.streams).toEqual(named('c'))
  })

  it('take one connection more when they are held up, and another, up to a bound', async () => {
    const queue = open()
    busy(queue)
    void queue.submit(to('c'))
    void queue.submit(to('d'))
    vi.advanceTimersByTime(9)
    expect(database.news()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(database.news()).toEqual([named('c', 'd')])
    void queue.submit(to('e'))
    vi.advanceTimersByTime(10)
    expect(database.news()).toEqual([named('e')])
    void queue.submit(to('f'))
    vi.advanceTimersByTime(1_000) // all connections are out
    expect(database.news()).toEqual([])
    await database.sent[3]?.written(1)
    await database.sent[2]?.written(1, 1)
    vi.advanceTimersByTime(10)
    expect(database.news()).toEqual([named('f')])
  })

  it('wait for others of the same turn as long as appends come together, and then no more', async () => {
    const queue = open()
    busy(queue)
    for (const name of ['c', 'd', 'e']) void queue.submit(to(name))
    await database.sent[0]?.written(1)
    await database.sent[1]?.written(1)
    await database.sent[2]?.written(1, 1, 1)
    void queue.submit(to('f'))
    expect(database.sent).toHaveLength(3)
    await turns()
    await database.sent[3]?.written(1)
    void queue.submit(to('g'))
    expect(database.sent).toHaveLength(5)
  })
})

describe('an append whose connection broke', () => {
  it('is sent once more, and is found by its ids if it was written', async () => {
    const append = open().submit(to('a'))
    await database.sent[0]?.fail(new DatabaseError('the connection broke'))
    expect(database.sent[1]).toMatchObject({ text: 'events', streams: named('a') })
    expect(database.sent[1]?.values[5]).toBe(true)
    await database.sent[1]?.answer({
      conflict: null,
      actual: null,
      versions: ['1'],
      positions: ['5'],
      written: false,
    })
    expect(await append).toMatchObject({ appends: [{ globalPosition: 5n, written: true }] })
  })

  it('says that it was there before when its ids are the caller’s', async () => {
    const append = open().submit(to('a', {}, [{ ...happened, id: crypto.randomUUID() }]))
    await database.sent[0]?.fail(new DatabaseError('the connection broke'))
    await database.sent[1]?.answer({
      conflict: null,
      actual: null,
      versions: ['1'],
      positions: ['5'],
      written: false,
    })
    expect(await append).toMatchObject({ appends: [{ written: false }] })
  })

  it('is not sent a third time', async () => {
    const append = settled([open().submit(to('a'))])
    await database.sent[0]?.fail(new DatabaseError('the connection broke'))
    await database.sent[1]?.fail(new DatabaseError('the connection broke again'))
    expect(await append).toMatchObject([{ reason: { message: 'the connection broke again' } }])
    expect(database.sent).toHaveLength(2)
  })

  it.each([
    ['of what will not pass', new DatabaseError('no space left', { retryable: false })],
    ['of a conflict', new ConcurrencyError({ streamId: streamId('test', 'a'), expected: 0, actual: 1 })],
  ])('is not sent again because %s', async (_, error) => {
    const append = settled([open().submit(to('a'))])
    await database.sent[0]?.fail(error)
    expect(await append).toMatchObject([{ reason: error }])
    expect(database.sent).toHaveLength(1)
  })
})
