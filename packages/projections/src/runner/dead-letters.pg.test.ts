import { DatabaseError, projectionId, type ProjectionStorage } from '@uno-ts/types'
import { waitUntil } from '@uno-ts/testing'
import type { Transaction } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openRunners, type OpenRunners } from '../../test/open-runners.ts'
import { PostgresProjectionStorage } from '../storage/postgres-projection-storage.ts'
import { append, counted, many, seen, tally, type TestEvent } from '../../test/tally.ts'

let open: OpenRunners

beforeAll(async () => {
  open = await openRunners()
})
afterEach(() => open.clear())
afterAll(() => open[Symbol.asyncDispose]())

const tallyId = projectionId('tally')
const seenId = projectionId('seen')
const broken = (key: string): TestEvent => ({ type: 'Broken', data: { key } })
const byKey = ({ data }: { readonly data: object }) =>
  'key' in data && typeof data.key === 'string' ? data.key : ''

/** Counts, and refuses `Broken` events while `isBroken`; what it wrote before it refused must not stay. */
function fragile(isBroken: () => boolean, options: Parameters<typeof tally>[0] = {}) {
  const { on } = tally()
  return tally({
    sliceBy: byKey,
    onError: 'deadLetter',
    on: {
      ...on,
      Broken: async ({ data }, { tx, table }) => {
        await tx
          .insertInto('tally')
          .values({ key: `half-${data.key}`, count: 1 })
          .execute()
        if (isBroken()) throw new TypeError('broken')
        await tx.deleteFrom('tally').where('key', '=', `half-${data.key}`).execute()
        await on.Counted?.({ data } as never, { tx, table }) // counts like the others
      },
    },
    ...options,
  })
}

describe('an event that is parked', () => {
  it('holds back later ones of its key, and no others', async () => {
    const runner = await open.start([fragile(() => true)])
    await append(open.store, [counted('a'), counted('b'), broken('a'), counted('a'), counted('b')])
    await runner.caughtUp()
    await append(open.store, [counted('a'), counted('b')])
    await runner.caughtUp()

    expect(await open.counts()).toEqual({ a: 1, b: 3 })
    const letters = await runner.failedEvents(tallyId)
    expect(letters.map(({ key, eventType, attempts }) => ({ key, eventType, attempts }))).toEqual([
      { key: 'a', eventType: 'Broken', attempts: 1 },
      { key: 'a', eventType: 'Counted', attempts: 0 },
      { key: 'a', eventType: 'Counted', attempts: 0 },
    ])
    expect(letters[0]).toMatchObject({
      payload: { key: 'a' },
      failure: { cause: 'handler', code: 'ERR_PROJECTION' },
    })
    expect(letters[1]?.failure).toBeUndefined()
    expect(runner.stats(tallyId)).toEqual({ handled: 7, retried: 0, skipped: 0, parked: 1 })
  })

  it('holds back later ones of its key also where the answer to its commit was lost', async () => {
    const storage = new PostgresProjectionStorage({ db: open.database.db })
    const { checkpoints, leases, versions, deadLetters } = storage
    let isLost = false
    const lossy: ProjectionStorage<Transaction<any>> = {
      checkpoints,
      leases,
      versions,
      deadLetters,
      attempt: (transaction, work) => storage.attempt(transaction, work),
      async transaction(work) {
        const result = await storage.transaction(work)
        if (isLost || (await deadLetters.keys({ projectionId: tallyId, version: 1 })).size === 0)
          return result
        isLost = true
        throw new DatabaseError('the answer was lost')
      },
    }
    const runner = await open.start([fragile(() => true)], { storage: lossy })
    await append(open.store, [broken('a'), counted('b')])
    await runner.caughtUp()
    await append(open.store, [counted('a'), counted('b')])
    await runner.caughtUp()

    expect(isLost).toBe(true)
    expect(await open.counts()).toEqual({ b: 2 })
    expect((await runner.failedEvents(tallyId)).map(({ eventType }) => eventType)).toEqual([
      'Broken',
      'Counted',
    ])
  })

  it('is handled again with those behind it, in order and once, an outcome each', async () => {
    let isBroken = true
    const runner = await open.start([fragile(() => isBroken)])
    await append(open.store, [broken('a'), counted('a'), broken('b'), counted('a'), counted('c')])
    await runner.caughtUp()
    expect(await open.counts()).toEqual({ c: 1 })

    const refused = await runner.retryFailedEvents(tallyId)
    expect(refused.map(({ ok }) => ok)).toEqual([false, false, false, false])
    expect((await runner.failedEvents(tallyId, { key: 'b' }))[0]).toMatchObject({ attempts: 2 })

    isBroken = false
    const outcomes = await runner.retryFailedEvents(tallyId, { key: 'a' })
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true])
    expect(await open.counts()).toEqual({ a: 3, c: 1 })
    await append(open.store, [counted('a'), counted('b')])
    await runner.caughtUp()
    expect(await open.counts()).toEqual({ a: 4, c: 1 })
    expect(await runner.retryFailedEvents(tallyId)).toHaveLength(2)
    expect(await open.counts()).toEqual({ a: 4, b: 2, c: 1 })
    expect(await runner.failedEvents(tallyId)).toEqual([])
  })

  it('is remembered by who takes over, and by who retries elsewhere', async () => {
    const isBroken = { yes: true }
    const first = await open.start([fragile(() => isBroken.yes)])
    await append(open.store, [broken('a'), counted('b')])
    await first.caughtUp()
    await first.stop()
    const second = await open.start([fragile(() => isBroken.yes)])
    const other = await open.start([fragile(() => isBroken.yes)])
    await append(open.store, [counted('a'), counted('b')])
    await second.caughtUp()
    expect(await open.counts()).toEqual({ b: 2 })
    isBroken.yes = false
    expect(await other.retryFailedEvents(tallyId)).toHaveLength(2)
    const head = await append(open.store, [counted('a'), counted('b')])
    await Promise.all([second.caughtUp(head), other.caughtUp(head)])
    expect(await open.counts()).toEqual({ a: 3, b: 3 })
  })

  it('is given up on request, and its key goes on', async () => {
    const runner = await open.start([fragile(() => true)])
    await append(open.store, [broken('a'), counted('a')])
    await runner.caughtUp()
    const [refused] = await runner.failedEvents(tallyId)
    expect(await runner.clearFailedEvents(tallyId, { eventId: refused?.eventId })).toBe(1)
    expect((await runner.retryFailedEvents(tallyId)).map(({ ok }) => ok)).toEqual([true])
    await append(open.store, [counted('a')])
    await runner.caughtUp()
    expect(await open.counts()).toEqual({ a: 2 })
  })

  it('is met again by a rebuild', async () => {
    let isBroken = true
    const runner = await open.start([fragile(() => isBroken)])
    await append(open.store, [broken('a'), counted('a')])
    await runner.caughtUp()
    isBroken = false
    await runner.rebuild(tallyId)
    expect(await open.counts()).toEqual({ a: 2 })
    expect(await runner.failedEvents(tallyId)).toEqual([])
  })

  it('is found in a batch that is folded at once', async () => {
    const picky = seen({
      sliceBy: byKey,
      onError: 'deadLetter',
      handleBatch: async (events, context) => {
        await seen().handleBatch(events, context)
        if (events.some((event) => byKey(event) === 'k3')) throw new RangeError('not k3')
      },
    })
    await append(open.store, many(700))
    const runner = await open.start([picky])
    await runner.caughtUp()
    const { rows } = await open.database.pool.query('select count(*)::int as count from seen')
    expect(rows[0].count).toBe(600)
    const letters = await runner.failedEvents(seenId)
    expect(letters).toHaveLength(100)
    expect(letters.filter(({ failure }) => failure !== undefined)).toHaveLength(1)
  })

  it('is parked too when its handler swallows an error of the database', async () => {
    const swallowing = tally({
      onError: 'deadLetter',
      on: {
        ...tally().on,
        Broken: (_event, { tx }) =>
          tx
            .selectFrom('nowhere' as 'tally')
            .execute()
            .catch(() => undefined),
      },
    })
    const runner = await open.start([swallowing])
    await append(open.store, [broken('a')])
    await append(open.store, [counted('b')])
    await runner.caughtUp()
    expect(await open.counts()).toEqual({ b: 1 })
    expect(await runner.failedEvents(tallyId)).toHaveLength(1)
  })
})

describe('an event that is refused', () => {
  it('is tried again as often as asked for, before it is parked', async () => {
    let tries = 0
    const runner = await open.start([
      fragile(() => (tries += 1) < 3, { onError: { strategy: 'deadLetter', retries: 5, firstMs: 1 } }),
    ])
    await append(open.store, [broken('a'), counted('a')])
    await runner.caughtUp()
    expect(await open.counts()).toEqual({ a: 2 })
    expect(runner.stats(tallyId)).toMatchObject({ retried: 2, parked: 0 })
  })

  it('is passed over by skip, and nothing else is', async () => {
    const runner = await open.start([fragile(() => true, { onError: 'skip' })])
    await append(open.store, [counted('a'), broken('a'), counted('a')])
    await runner.caughtUp()
    expect(await open.counts()).toEqual({ a: 2 })
    expect(await runner.failedEvents(tallyId)).toEqual([])
    expect(runner.stats(tallyId)).toMatchObject({ skipped: 1 })
  })

  it('is tried until it succeeds by retry', async () => {
    let isBroken = true
    const runner = await open.start([
      fragile(() => isBroken, { onError: { strategy: 'retry', firstMs: 1, longestMs: 5 } }),
    ])
    await append(open.store, [broken('a'), counted('a')])
    expect(await waitUntil(() => runner.stats(tallyId).retried > 5, 5_000)).toBe(true)
    expect(await open.counts()).toEqual({})
    isBroken = false
    await runner.caughtUp()
    expect(await open.counts()).toEqual({ a: 2 })
  })

  it('is never parked for a database that is away', async () => {
    let cuts = 3
    const cut = fragile(() => false, {
      on: {
        ...tally().on,
        Broken: async (_event, { tx }) => {
          if (cuts > 0) {
            cuts -= 1
            await open.database.cut()
          }
          await tx.selectFrom('tally').selectAll().execute()
        },
      },
    })
    const runner = await open.start([cut])
    await append(open.store, [counted('a'), broken('a'), counted('a')])
    await runner.caughtUp()
    expect(await open.counts()).toEqual({ a: 2 })
    expect(await runner.failedEvents(tallyId)).toEqual([])
  })
})
