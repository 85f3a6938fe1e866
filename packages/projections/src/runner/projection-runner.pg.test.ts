import { waitUntil } from '@uno-ts/testing'
import { globalPosition, projectionId, type GlobalPosition, type ProjectionChange } from '@uno-ts/types'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openRunners, type OpenRunners } from '../../test/open-runners.ts'
import { append, counted, ignored, many, seen, tally } from '../../test/tally.ts'

let open: OpenRunners

beforeAll(async () => {
  open = await openRunners()
})
afterEach(() => open.clear())
afterAll(() => open[Symbol.asyncDispose]())

const tallyId = projectionId('tally')

describe('a running projection', () => {
  it('handles what was appended before and after its start, once and in order', async () => {
    await append(open.store, many(2_500))
    const runner = await open.start([tally(), seen()], { pageSize: 300, batchSize: 100 })
    await runner.caughtUp()
    await append(open.store, many(700))
    await runner.caughtUp()

    expect(await open.total()).toBe(3_200)
    const { rows } = await open.database.pool.query('select count(*)::int as count from seen')
    expect(rows[0].count).toBe(3_200)
  })

  it('handles events one after the other, in the order of the log', async () => {
    const order: GlobalPosition[] = []
    const runner = await open.start([
      tally({ on: { Counted: ({ globalPosition: position }) => void order.push(position) } }),
    ])
    for (let round = 0; round < 20; round += 1) await append(open.store, many(5))
    await runner.caughtUp()
    expect(order).toHaveLength(100)
    expect(order).toEqual(order.toSorted((a, b) => (a < b ? -1 : 1)))
  })

  it('goes on where it was after a stop', async () => {
    await append(open.store, [counted('a')])
    const first = await open.start([tally()])
    await first.caughtUp()
    await first.stop()
    await append(open.store, [counted('a'), counted('b')])
    const second = await open.start([tally()])
    await second.caughtUp()
    expect(await open.counts()).toEqual({ a: 2, b: 1 })
  })

  it('may be stopped and started again, each twice', async () => {
    const runner = await open.start([tally()])
    await runner.start()
    await runner.stop()
    await runner.stop()
    await runner.start()
    await append(open.store, [counted('a')])
    await runner.caughtUp()
    expect(await open.counts()).toEqual({ a: 1 })
  })

  it('finishes the batch in hand when it is stopped', async () => {
    const handling = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    const runner = await open.start([
      tally({
        on: {
          Counted: async (_event, { tx }) => {
            handling.resolve()
            await tx.insertInto('tally').values({ key: 'slow', count: 1 }).execute()
            await gate.promise
          },
        },
      }),
    ])
    const position = await append(open.store, [counted('slow')])
    await handling.promise
    const stopped = runner.stop()
    gate.resolve()
    await stopped
    expect(await open.counts()).toEqual({ slow: 1 })
    expect(await open.checkpoint()).toBe(position)
  })

  it('gives the batch in hand up when the stop is aborted', async () => {
    const handling = Promise.withResolvers<void>()
    const runner = await open.start([
      tally({
        on: {
          Counted: async ({ data }, { tx, signal }) => {
            await tx.insertInto('tally').values({ key: data.key, count: 1 }).execute()
            handling.resolve()
            await new Promise((_resolve, reject) => {
              signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
            })
          },
        },
      }),
    ])
    await append(open.store, [counted('endless')])
    await handling.promise
    await runner.stop({ signal: AbortSignal.timeout(10) })
    expect(await open.counts()).toEqual({})
    expect(await open.checkpoint()).toBe(0n)
  })

  it('stops when the signal it was started with aborts', async () => {
    const controller = new AbortController()
    const runner = open.create([tally()])
    await runner.start({ signal: controller.signal })
    controller.abort()
    await runner.stop()
    expect((await runner.status())[0]?.state).toBe('stopped')
  })

  it('empties the rows of an earlier version before its first batch', async () => {
    await append(open.store, many(10, 1))
    const first = await open.start([tally()])
    await first.caughtUp()
    await first.stop()
    const second = await open.start([tally({ version: 2 })])
    await second.caughtUp()
    expect(await open.counts()).toEqual({ k0: 10 })
  })

  it('writes no checkpoint for each event that does not concern it', async () => {
    const runner = await open.start([tally()])
    await append(open.store, [counted('a')])
    await runner.caughtUp()
    const before = open.database.statements.length
    for (let round = 0; round < 50; round += 1) {
      await runner.waitFor(tallyId, await append(open.store, [ignored]))
    }
    expect(open.database.statements.length - before).toBe(0)
    await runner.stop()
    expect(await open.checkpoint()).toBe(await open.store.head())
  })

  it('writes the checkpoint now and then when nothing concerns it', async () => {
    const runner = await open.start([tally()], { checkpointIntervalMs: 1 })
    const reached = await waitUntil(async () => {
      await append(open.store, [ignored])
      await runner.caughtUp()
      return (await open.checkpoint()) === (await open.store.head())
    }, 5_000)
    expect(reached).toBe(true)
  })

  it('makes an event visible within milliseconds', async () => {
    const runner = await open.start([tally()])
    await append(open.store, [counted('warm')])
    await runner.caughtUp()
    const lags: number[] = []
    for (let round = 0; round < 100; round += 1) {
      const position = await append(open.store, [counted('a')])
      const appendedAt = performance.now()
      await runner.waitFor(tallyId, position)
      lags.push(performance.now() - appendedAt)
    }
    const median = lags.toSorted((a, b) => a - b)[50] ?? Number.NaN
    expect(median).toBeLessThan(15)
  })
})

describe('two runners of one projection', () => {
  it('share the work without an effect twice', async () => {
    await append(open.store, many(3_000))
    const small = { pageSize: 100, batchSize: 20, maxBatchSize: 50 }
    const [one, two] = await Promise.all([
      open.start([tally(), seen()], small),
      open.start([tally(), seen()], { ...small, db: open.database.anotherDb() }),
    ])
    for (let round = 0; round < 100; round += 1) await append(open.store, many(7))
    await Promise.all([one.caughtUp(), two.caughtUp()])
    expect(await open.total()).toBe(3_700)
    expect((await one.status()).concat(await two.status()).map(({ error }) => error)).toEqual(
      Array.from({ length: 4 }, () => undefined),
    )
  })

  it('double nothing when one of them rebuilds', async () => {
    await append(open.store, many(1_500))
    const small = { pageSize: 100, batchSize: 20, maxBatchSize: 50 }
    const one = await open.start([tally()], small)
    const two = await open.start([tally()], { ...small, db: open.database.anotherDb() })
    for (let round = 0; round < 3; round += 1) {
      const rebuilt = one.rebuild(tallyId)
      await append(open.store, many(50))
      await rebuilt
    }
    await Promise.all([one.caughtUp(), two.caughtUp()])
    expect(await open.total()).toBe(1_650)
  })

  it('find their place again when the other one has moved', async () => {
    const one = await open.start([tally()])
    const two = await open.start([tally()], { db: open.database.anotherDb() })
    await two.pause(tallyId)
    await append(open.store, many(10, 1))
    await one.caughtUp()
    await one.stop()
    await two.resume(tallyId)
    await append(open.store, many(5, 1))
    await two.caughtUp()
    expect(await open.counts()).toEqual({ k0: 15 })
  })
})

describe('waiting for a position', () => {
  it('wakes once the rows are there', async () => {
    const runner = await open.start([tally()])
    const position = await append(open.store, [counted('a')])
    await runner.waitFor(tallyId, position)
    expect(await open.counts()).toEqual({ a: 1 })
  })

  it('times out with both positions', async () => {
    const runner = await open.start([tally()])
    await expect(runner.waitFor(tallyId, globalPosition(99), { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'ERR_TIMEOUT',
      message: 'projection "tally" is at 0 after 20 ms, expected 99',
    })
  })

  it("throws the signal's reason", async () => {
    const runner = await open.start([tally()])
    const controller = new AbortController()
    const waiting = runner.waitFor(tallyId, globalPosition(99), { signal: controller.signal })
    controller.abort(new Error('gave up'))
    await expect(waiting).rejects.toThrow('gave up')
  })

  it('does not know projections it does not run', async () => {
    const runner = await open.start([tally()])
    await expect(runner.waitFor(projectionId('other'), globalPosition(1))).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
  })

  it('ends at once when the runner stops', async () => {
    const runner = await open.start([tally()])
    const refusal = runner.waitFor(tallyId, globalPosition(99), { timeoutMs: 60_000 }).catch((error) => error)
    await runner.stop()
    expect(await refusal).toMatchObject({ code: 'ERR_TIMEOUT' })
  })
})

describe('steering', () => {
  it('pauses after the batch in hand and resumes without a gap', async () => {
    const runner = await open.start([tally()])
    await append(open.store, [counted('a')])
    await runner.caughtUp()
    await runner.pause(tallyId)
    const position = await append(open.store, [counted('a')])
    expect((await runner.status())[0]).toMatchObject({ state: 'paused' })
    await expect(runner.waitFor(tallyId, position, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'ERR_TIMEOUT',
    })
    await runner.resume(tallyId)
    await runner.waitFor(tallyId, position)
    expect(await open.counts()).toEqual({ a: 2 })
  })

  it('rebuilds to the same rows, twice', async () => {
    await append(open.store, many(1_000))
    const runner = await open.start([tally(), seen()], { pageSize: 90 })
    await runner.caughtUp()
    const before = await open.counts()
    for (let round = 0; round < 2; round += 1) {
      await open.database.db
        .insertInto('tally')
        .values({ key: `wrong${round}`, count: 1 })
        .execute()
      await runner.rebuild(tallyId)
      expect(await open.counts()).toEqual(before)
    }
    expect((await runner.status()).map(({ state }) => state)).toEqual(['running', 'running'])
  })

  it('keeps other projections and new events going during a rebuild', async () => {
    await append(open.store, many(2_000))
    const runner = await open.start([tally(), seen()], { pageSize: 50, bufferedEvents: 200 })
    await runner.caughtUp()
    const rebuilt = runner.rebuild(tallyId)
    const position = await append(open.store, [counted('new')])
    await runner.waitFor(projectionId('seen'), position)
    await rebuilt
    await runner.caughtUp()
    expect(await open.total()).toBe(2_001)
  })

  it('refuses to rebuild what cannot be emptied', async () => {
    const runner = await open.start([tally({ reset: undefined })])
    await expect(runner.rebuild(tallyId)).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
  })

  it('says where each projection stands', async () => {
    const runner = open.create([tally(), seen()])
    const head = await append(open.store, many(20))
    expect((await runner.status()).map(({ state }) => state)).toEqual(['stopped', 'stopped'])
    await runner.start()
    await runner.caughtUp()
    expect(await runner.status()).toEqual([
      expect.objectContaining({ projectionId: 'tally', version: 1, position: head, head, handled: 20 }),
      expect.objectContaining({ projectionId: 'seen', state: 'running' }),
    ])
  })

  it('refuses two projections of one name', () => {
    expect(() => open.create([tally(), tally({ version: 2 })])).toThrow('two projections are called "tally"')
  })
})

describe('what a projection changed', () => {
  it('is announced after the commit, with keys and position', async () => {
    const heard: ProjectionChange[] = []
    const runner = open.create([tally()])
    runner.onChange((change) => heard.push(change))
    const position = await append(open.store, [counted('a'), ignored, counted('b'), counted('a')])
    await runner.start()
    await runner.caughtUp()
    expect(heard).toEqual([{ projectionId: 'tally', tenant: 'default', keys: ['a', 'b'], position }])
  })

  it('is announced before those who wait for it are woken', async () => {
    const order: string[] = []
    const runner = await open.start([tally()])
    runner.onChange(() => order.push('announced'))
    await runner.waitFor(tallyId, await append(open.store, [counted('a')]))
    order.push('woken')
    expect(order).toEqual(['announced', 'woken'])
  })
})
