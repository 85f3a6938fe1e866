import { InMemorySignalBus, waitUntil } from '@uno-ts/testing'
import { projectionId, type ProjectionChange, type ProjectionStatus } from '@uno-ts/types'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openRunners, type OpenRunners } from '../../test/open-runners.ts'
import { keepDoing } from '../../test/keep-doing.ts'
import { append, counted, many, tally } from '../../test/tally.ts'
import { factorOf, totals } from '../../test/totals.ts'
import { ActiveVersions, PostgresProjectionVersionStore, type ProjectionRunner } from '../index.ts'

let open: OpenRunners

beforeAll(async () => {
  open = await openRunners()
})
afterEach(async () => {
  await open.clear()
  for (const version of [1, 2, 3]) await open.database.pool.query(`drop table if exists totals_v${version}`)
})
afterAll(() => open[Symbol.asyncDispose]())

const id = projectionId('totals')
const quick = { leaseTtlMs: 600, pageSize: 100, batchSize: 20, maxBatchSize: 50 }

async function rowsOf(table: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await open.database.pool.query(`select key, count::int from ${table}`)
  return Object.fromEntries(rows.map(({ key, count }) => [key, count]))
}

async function tables(): Promise<readonly string[]> {
  const { rows } = await open.database.pool.query(
    `select relname from pg_class where relname ~ '^totals_v\\d+$' order by 1`,
  )
  return rows.map(({ relname }) => relname)
}

async function statusOf(runner: ProjectionRunner): Promise<ProjectionStatus | undefined> {
  return (await runner.status()).find(({ projectionId }) => projectionId === id)
}

const isOver = (runner: ProjectionRunner) =>
  waitUntil(async () => (await statusOf(runner))?.error?.code === 'ERR_SUPERSEDED', 5_000)

describe('a raised version with tables of its own', () => {
  it('is read once it has caught up, and every answer is the old truth or the new', async () => {
    await append(open.store, many(600))
    const old = await open.start([totals(1, { slices: 4 })], { ...quick, memberId: 'old' })
    await old.caughtUp()

    const reader = new ActiveVersions({
      versions: new PostgresProjectionVersionStore({ db: open.database.db }),
      refreshMs: 20,
    })
    const seen = { 1: 0, 2: 0 }
    let before = 600
    let written = before
    await using writing = keepDoing(async () => {
      await append(open.store, many(7))
      written += 7
      await waitUntil(() => before >= written, 1_000) // no faster than they are seen
    })
    await using reading = keepDoing(async () => {
      const rows = Object.values(await rowsOf(await reader.activeTable(id, 'totals')))
      const news = rows.filter((count) => count % factorOf(2) === 0).length
      const version = news === 0 ? 1 : 2
      expect([0, rows.length]).toContain(news) // all of one version
      expect(version).toBeGreaterThanOrEqual(seen[2] === 0 ? 1 : 2) // and never the old one again
      const handled = rows.reduce((sum, count) => sum + count, 0) / factorOf(version)
      expect(handled).toBeGreaterThanOrEqual(before)
      before = handled
      seen[version] += 1
    })

    const next = await open.start([totals(2, { slices: 2 })], { ...quick, memberId: 'new' })
    await next.activated(id)
    await writing.stop()
    await next.caughtUp()
    const head = await open.store.head()
    await next.waitFor(id, head)
    expect(await waitUntil(() => seen[2] > 3, 5_000)).toBe(true)
    await reading.stop()
    expect(seen[1]).toBeGreaterThan(3)
    expect(await isOver(old)).toBe(true)
    const rows = await rowsOf(await next.activeTable(id, 'totals'))
    const total = Object.values(rows).reduce((sum, count) => sum + count, 0)
    let events = 0
    for await (const _ of open.store.readAll()) events += 1
    expect(total).toBe(events * factorOf(2))
  }, 30_000)

  it('is built beside the old one, which serves until then; nobody is told of it before', async () => {
    await append(open.store, many(500))
    const old = await open.start([totals(1)], quick)
    await old.caughtUp()
    const next = open.create([totals(2)], quick)
    const changes: ProjectionChange[] = []
    next.onChange((change) => void changes.push(change))
    await next.start()
    await next.throttle(id, 100) // so that it takes a while
    expect(await waitUntil(async () => (await tables()).length === 2, 5_000)).toBe(true)
    await old.throttle(id, undefined)
    await next.activated(id)
    expect(changes.map(({ keys }) => keys)).toEqual([undefined])
    expect(await next.activeVersion(id)).toBe(2)
    await next.waitFor(id, await append(open.store, [counted('k0')]))
    expect(changes).toHaveLength(2)
  })

  it('stops the process that runs the old one, which writes no more', async () => {
    const old = await open.start([totals(1)], quick)
    await old.caughtUp(await append(open.store, [counted('a')]))
    const next = await open.start([totals(2)], quick)
    await next.activated(id)
    expect(await isOver(old)).toBe(true)
    await next.caughtUp(await append(open.store, [counted('a')]))
    expect(await rowsOf('totals_v1')).toEqual({ a: 1 })
    expect(await rowsOf('totals_v2')).toEqual({ a: 2_000 })
    await expect(old.waitFor(id, await open.store.head(), { timeoutMs: 500 })).rejects.toMatchObject({
      code: 'ERR_TIMEOUT',
      cause: { code: 'ERR_SUPERSEDED' },
    })
    const again = await open.start([totals(1)], quick)
    expect(await isOver(again)).toBe(true)
    await old.stop()
    await again.stop()
  })

  it('hears of a swap by a signal', async () => {
    const signals = new InMemorySignalBus()
    const slow = { leaseTtlMs: 60_000, signals }
    const old = await open.start([totals(1)], { ...slow, memberId: 'old' })
    await old.caughtUp(await append(open.store, [counted('a')]))
    const next = await open.start([totals(2)], { ...slow, memberId: 'new' })
    await next.activated(id)
    expect(await isOver(old)).toBe(true)
  })

  it('goes on with its build where it was when the process ends', async () => {
    await append(open.store, many(400))
    const old = await open.start([totals(1)], quick)
    await old.caughtUp()
    const first = await open.start([totals(2)], quick)
    await first.throttle(id, 200)
    const begun = async () =>
      (await tables()).includes('totals_v2') && Object.keys(await rowsOf('totals_v2')).length > 0
    expect(await waitUntil(begun, 5_000)).toBe(true)
    await first.stop()
    const built = Object.values(await rowsOf('totals_v2')).reduce((sum, count) => sum + count, 0)
    expect(built).toBeLessThan(400 * factorOf(2))
    const second = await open.start([totals(2)], quick)
    await second.throttle(id, undefined)
    await second.activated(id)
    await second.caughtUp()
    expect((await statusOf(second))?.handled).toBe(400 - built / factorOf(2))
    const rows = Object.values(await rowsOf('totals_v2'))
    expect(rows.reduce((sum, count) => sum + count, 0)).toBe(400 * factorOf(2))
  }, 20_000)

  it('can be given up while it is built, and begun again', async () => {
    await append(open.store, many(300))
    const old = await open.start([totals(1)], quick)
    await old.caughtUp()
    const next = await open.start([totals(2)], quick)
    await next.throttle(id, 50)
    expect(await waitUntil(async () => (await tables()).length === 2, 5_000)).toBe(true)
    const beside = await open.start([totals(2)], quick)
    expect(await next.cancelVersion(id)).toBe(true)
    expect(await tables()).toEqual(['totals_v1'])
    expect(await next.cancelVersion(id)).toBe(false)
    expect(await isOver(next)).toBe(true)
    expect(await isOver(beside)).toBe(true)
    expect(await next.activeVersion(id)).toBe(1)
    await beside.stop()
    await next.throttle(id, undefined)
    await next.resume(id)
    await next.activated(id)
    const rows = Object.values(await rowsOf('totals_v2'))
    expect(rows.reduce((sum, count) => sum + count, 0)).toBe(300 * factorOf(2))
  }, 20_000)

  it('leaves the old tables for a grace, and then drops them', async () => {
    const old = await open.start([totals(1)], { ...quick, graceMs: 800 })
    await old.caughtUp(await append(open.store, [counted('a')]))
    const next = await open.start([totals(2)], { ...quick, graceMs: 800 })
    await next.activated(id)
    expect(await tables()).toEqual(['totals_v1', 'totals_v2'])
    expect(await waitUntil(async () => (await tables()).length === 1, 5_000)).toBe(true)
    expect(await tables()).toEqual(['totals_v2'])
  })

  it('passes one that is still being built', async () => {
    await append(open.store, many(100))
    const first = await open.start([totals(1)], { ...quick, graceMs: 1 })
    await first.caughtUp()
    const second = await open.start([totals(2)], { ...quick, graceMs: 1 })
    await second.pause(id)
    expect(await waitUntil(async () => (await statusOf(second))?.state === 'paused', 5_000)).toBe(true)
    const third = await open.start([totals(3)], { ...quick, graceMs: 1 })
    await third.resume(id)
    await third.activated(id)
    expect(await isOver(first)).toBe(true)
    expect(await waitUntil(async () => (await tables()).length === 1, 5_000)).toBe(true)
    expect(await tables()).toEqual(['totals_v3'])
    await second.stop()
  })

  it('serves at once where there is none before it', async () => {
    const reader = new ActiveVersions({
      versions: new PostgresProjectionVersionStore({ db: open.database.db }),
    })
    await expect(reader.activeTable(id, 'totals')).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    const runner = await open.start([totals(3)], quick)
    await runner.caughtUp(await append(open.store, [counted('a')]))
    expect(await reader.activeTable(id, 'totals')).toBe('totals_v3')
    expect(await reader.activeTable(id, 'elsewhere')).toBe('elsewhere')
  })

  it('swaps on a pool of one connection too', async () => {
    const db = open.database.anotherDb({ max: 1 })
    await append(open.store, many(50))
    const old = await open.start([totals(1)], { ...quick, db })
    await old.caughtUp()
    const next = await open.start([totals(2)], { ...quick, db })
    await next.activated(id)
    expect(await isOver(old)).toBe(true)
    expect(Object.values(await rowsOf('totals_v2'))).toHaveLength(7)
  })

  it('is rebuilt in place as well', async () => {
    const runner = await open.start([totals(1)], quick)
    await runner.caughtUp(await append(open.store, many(30, 3)))
    await open.database.pool.query(`insert into totals_v1 values ('wrong', 1)`)
    await runner.rebuild(id)
    expect(await rowsOf('totals_v1')).toEqual({ k0: 10, k1: 10, k2: 10 })
  })
})

describe('a raised version without tables of its own', () => {
  it('takes the place of the old one at once, and ends it', async () => {
    const tallyId = projectionId('tally')
    await append(open.store, many(40, 2))
    const old = await open.start([tally()], quick)
    await old.caughtUp()
    const next = await open.start([tally({ version: 2 })], quick)
    await next.activated(tallyId)
    await next.caughtUp()
    expect(await open.counts()).toEqual({ k0: 20, k1: 20 })
    const over = async () => (await old.status())[0]?.error?.code === 'ERR_SUPERSEDED'
    expect(await waitUntil(over, 5_000)).toBe(true)
    await next.caughtUp(await append(open.store, many(2, 2)))
    expect(await open.counts()).toEqual({ k0: 21, k1: 21 })
  })

  it('is not emptied by a process that still runs the old one', async () => {
    const tallyId = projectionId('tally')
    await append(open.store, many(10, 1))
    const old = await open.start([tally()], { leaseTtlMs: 60_000, memberId: 'old' })
    await old.caughtUp()
    const next = await open.start([tally({ version: 2 })], quick)
    await next.caughtUp()
    await expect(old.rebuild(tallyId)).rejects.toMatchObject({ code: 'ERR_SUPERSEDED' })
    expect(await open.counts()).toEqual({ k0: 10 })
    await old.stop()
  })
})
