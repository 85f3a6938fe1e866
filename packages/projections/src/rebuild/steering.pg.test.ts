import { InMemoryProjectorConfigurationRepository, InMemorySignalBus, waitUntil } from '@uno-ts/testing'
import { projectionId, streamId, type ProjectorConfiguration } from '@uno-ts/types'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openRunners, type OpenRunners } from '../../test/open-runners.ts'
import { keepDoing } from '../../test/keep-doing.ts'
import { append, counted, many, tally } from '../../test/tally.ts'
import { totals } from '../../test/totals.ts'
import type { ProjectionRunner } from '../index.ts'

let open: OpenRunners

beforeAll(async () => {
  open = await openRunners()
})
afterEach(async () => {
  await open.clear()
  await open.database.pool.query('drop table if exists totals_v1')
})
afterAll(() => open[Symbol.asyncDispose]())

const id = projectionId('totals')
const quick = { leaseTtlMs: 600, pageSize: 100, batchSize: 20, maxBatchSize: 50 }

async function counts(): Promise<Record<string, number>> {
  const { rows } = await open.database.pool.query('select key, count::int from totals_v1 order by key')
  return Object.fromEntries(rows.map(({ key, count }) => [key, count]))
}

async function stateOf(runner: ProjectionRunner): Promise<string | undefined> {
  return (await runner.status())[0]?.state
}

const reaches = (runner: ProjectionRunner, state: string, timeoutMs = 5_000) =>
  waitUntil(async () => (await stateOf(runner)) === state, timeoutMs)

describe('the rows of one key', () => {
  it('are made anew, and others are left alone', async () => {
    const runner = await open.start([totals(1, { slices: 4 })], quick)
    await runner.caughtUp(await append(open.store, many(30, 3)))
    await open.database.pool.query('update totals_v1 set count = 7')
    expect(await runner.rebuildForAggregate(id, 'k1')).toBe(10)
    expect(await counts()).toEqual({ k0: 7, k1: 10, k2: 7 })
    expect(await runner.rebuildForAggregate(id, 'k1')).toBe(10)
    expect(await runner.rebuildForAggregate(id, 'unknown')).toBe(0)
    await runner.caughtUp(await append(open.store, many(3, 3)))
    expect(await counts()).toEqual({ k0: 8, k1: 11, k2: 8 })
  })

  it('are made anew while events arrive, with none lost and none twice', async () => {
    const first = await open.start([totals(1, { slices: 2 })], { ...quick, memberId: 'first' })
    const second = await open.start([totals(1, { slices: 2 })], { ...quick, memberId: 'second' })
    await append(open.store, many(200, 4))
    let written = 200
    await using writing = keepDoing(async () => {
      const position = await append(open.store, many(8, 4))
      written += 8
      await first.caughtUp(position)
    })
    for (let round = 0; round < 5; round += 1) {
      await first.rebuildForAggregate(id, `k${round % 4}`)
      await second.rebuildForAggregate(id, `k${round % 4}`)
    }
    await writing.stop()
    await Promise.all([first.caughtUp(), second.caughtUp()])
    const each = written / 4
    expect(await counts()).toEqual({ k0: each, k1: each, k2: each, k3: each })
  }, 20_000)

  it('are those of a stream where streams are the keys', async () => {
    const stream = streamId('test', 'one')
    const perStream = totals(1, {
      sliceBy: 'stream',
      resetKey: (key, { tx, table }) => tx.deleteFrom(table('totals')).where('key', '=', key).execute(),
      on: {
        Counted: ({ streamId: key }, { tx, table }) =>
          tx
            .insertInto(table('totals'))
            .values({ key, count: '1' })
            .onConflict((row) => row.column('key').doUpdateSet({ count: '2' }))
            .execute(),
      },
    })
    const runner = await open.start([perStream], quick)
    await open.store.append(stream, many(2), { expectedVersion: 'no-stream' })
    await runner.caughtUp(await append(open.store, [counted('a')]))
    await open.database.pool.query('update totals_v1 set count = 9')
    expect(await runner.rebuildForAggregate(id, stream)).toBe(2)
    expect(await counts()).toMatchObject({ 'test-one': 2 })
    expect(new Set(Object.values(await counts()))).toEqual(new Set([2, 9]))
  })

  it('stay as they were when a handler refuses one of its events', async () => {
    let isBroken = false
    const fragile = totals(1, {
      on: {
        Counted: async ({ data }, { tx, table }) => {
          if (isBroken) throw new Error('broken')
          await tx.insertInto(table('totals')).values({ key: data.key, count: '1' }).execute()
        },
      },
    })
    const runner = await open.start([fragile], quick)
    await runner.caughtUp(await append(open.store, [counted('a')]))
    isBroken = true
    await expect(runner.rebuildForAggregate(id, 'a')).rejects.toMatchObject({ code: 'ERR_PROJECTION' })
    expect(await counts()).toEqual({ a: 1 })
  })

  it('cannot be made anew where the definition does not say how', async () => {
    const runner = await open.start([tally()], quick)
    await runner.caughtUp(await append(open.store, [counted('a')]))
    await expect(runner.rebuildForAggregate(projectionId('tally'), 'test-1')).rejects.toMatchObject({
      code: 'ERR_CONFIGURATION',
    })
  })
})

describe('a projection that is paused', () => {
  it('rests in every process, also in one that starts later, until it is resumed in any', async () => {
    const signals = new InMemorySignalBus()
    const slow = { leaseTtlMs: 60_000, signals }
    const definition = () => totals(1, { slices: 2 })
    const first = await open.start([definition()], { ...slow, memberId: 'first' })
    await first.caughtUp(await append(open.store, many(10, 1)))
    const second = await open.start([definition()], { ...quick, signals, memberId: 'second' })
    await first.pause(id)
    expect(await stateOf(first)).toBe('paused')
    expect(await reaches(second, 'paused')).toBe(true)
    const third = await open.start([definition()], { ...quick, signals, memberId: 'third' })
    expect(await reaches(third, 'paused')).toBe(true)
    const position = await append(open.store, many(10, 1))
    await expect(second.waitFor(id, position, { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'ERR_TIMEOUT',
    })
    expect(await counts()).toEqual({ k0: 10 })
    await third.resume(id)
    await Promise.all([first, second, third].map((runner) => runner.caughtUp(position)))
    expect(await counts()).toEqual({ k0: 20 })
  }, 20_000)

  it('handles no more events a second than it may', async () => {
    const runner = await open.start([totals(1)], quick)
    await runner.caughtUp(await append(open.store, many(1)))
    await runner.throttle(id, 40)
    const startedAt = performance.now()
    await runner.caughtUp(await append(open.store, many(60)))
    expect(performance.now() - startedAt).toBeGreaterThan(400) // the first second's worth goes at once
    await runner.throttle(id, undefined)
    await runner.caughtUp(await append(open.store, many(500)))
    await expect(runner.throttle(id, 0)).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
  })
})

describe('a configuration that changes at run time', () => {
  const configuration: ProjectorConfiguration = {
    projectionId: id,
    batchSize: 3,
    pollIntervalMs: 50,
    errorStrategy: 'skip',
    parallelism: 4,
  }

  it('is picked up: how many events a batch takes', async () => {
    const configurations = new InMemoryProjectorConfigurationRepository()
    const sizes: number[] = []
    const sized = {
      name: 'totals',
      version: 1,
      eventTypes: ['Counted'],
      handleBatch: async (events: readonly unknown[]) => void sizes.push(events.length),
    }
    const runner = await open.start([sized], { ...quick, configurations })
    await runner.caughtUp(await append(open.store, many(60)))
    expect(Math.max(...sizes)).toBeGreaterThan(3)
    await configurations.save(configuration)
    const isSmall = async () => {
      sizes.length = 0
      await runner.caughtUp(
        await append(
          open.store,
          Array.from({ length: 9 }, () => counted('a')),
        ),
      )
      return sizes.length === 3 && Math.max(...sizes) === 3
    }
    // Events of one append share no position here, so a batch may end behind any of them.
    expect(await waitUntil(isSmall, 5_000)).toBe(true)
    await configurations.delete(id)
    const isLarge = async () => !(await isSmall())
    expect(await waitUntil(isLarge, 5_000)).toBe(true)
  })

  it('is picked up: what becomes of events that are refused, and by how many workers', async () => {
    const configurations = new InMemoryProjectorConfigurationRepository()
    let most = 0
    let busy = 0
    const definition = totals(1, {
      slices: 8,
      on: {
        Broken: () => {
          throw new Error('broken')
        },
        Counted: async (_event, { tx }) => {
          busy += 1
          most = Math.max(most, busy)
          await sql`select`.execute(tx) // others have their turn
          busy -= 1
        },
      },
    })
    const runner = await open.start([definition], { ...quick, configurations })
    await runner.caughtUp(await append(open.store, many(40, 20)))
    expect(most).toBe(1)
    await configurations.save(configuration)
    const isWide = async () => {
      await runner.caughtUp(await append(open.store, many(40, 20)))
      return most > 1
    }
    expect(await waitUntil(isWide, 8_000)).toBe(true)
    await runner.caughtUp(await append(open.store, [{ type: 'Broken', data: { key: 'a' } }]))
    expect(runner.stats(id).skipped).toBe(1)
    await configurations.save({ ...configuration, parallelism: 1 })
    const isNarrow = async () => {
      most = 0
      await runner.caughtUp(await append(open.store, many(40, 20)))
      return most === 1
    }
    expect(await waitUntil(isNarrow, 8_000)).toBe(true)
  }, 30_000)
})
