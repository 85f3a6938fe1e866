import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { projectionId } from '@uno-ts/types'
import { InMemoryEventStore, waitUntil } from '@uno-ts/testing'
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
/** A projection whose keys fall into eight slices. */
const sliced = () => tally({ slices: 8, sliceBy: ({ data }) => ('key' in data ? data.key : '') })
const quick = { leaseTtlMs: 600, pageSize: 200, batchSize: 20, maxBatchSize: 50 }

async function holders(): Promise<Record<string, number>> {
  const { rows } = await open.database.pool.query(
    `select owner, count(*)::int as slices from uno.projection_checkpoints
      where projection_id = 'tally' and owner is not null group by 1 order by 1`,
  )
  return Object.fromEntries(rows.map(({ owner, slices }) => [owner, slices]))
}

describe('the slices of a projection', () => {
  it('are shared by all members, each handled once', async () => {
    await append(open.store, many(2_000, 40))
    const runners = await Promise.all(
      ['a', 'b', 'c'].map((memberId) => open.start([sliced()], { ...quick, memberId })),
    )
    expect(await waitUntil(async () => Object.keys(await holders()).length === 3, 5_000)).toBe(true)
    await append(open.store, many(2_000, 40))
    await Promise.all(runners.map((runner) => runner.caughtUp()))
    expect(await open.counts()).toEqual(
      Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`k${at}`, 100])),
    )
    expect(Object.values(await holders()).toSorted((a, b) => a - b)).toEqual([2, 3, 3])
  })

  it('move to who joins, and back when it leaves, without a gap', async () => {
    const one = await open.start([sliced()], { ...quick, memberId: 'one' })
    await append(open.store, many(500, 20))
    await one.caughtUp()
    expect(await holders()).toEqual({ one: 8 })
    const two = await open.start([sliced()], { ...quick, memberId: 'two' })
    expect(await waitUntil(async () => (await holders())['two'] === 4, 5_000)).toBe(true)
    await append(open.store, many(500, 20))
    await Promise.all([one.caughtUp(), two.caughtUp()])
    await two.stop()
    expect(await waitUntil(async () => (await holders())['one'] === 8, 5_000)).toBe(true)
    await append(open.store, many(500, 20))
    await one.caughtUp()
    expect(await open.total()).toBe(1_500)
  })

  it('are freed by a member that was given them without hearing of it', async () => {
    const members = ['one', 'two'].map((memberId) => open.start([sliced()], { ...quick, memberId }))
    await Promise.all(members)
    const shared = async () => Object.values(await holders()).join() === '4,4'
    expect(await waitUntil(shared, 5_000)).toBe(true)
    await open.database.pool.query(`update uno.projection_checkpoints set owner = 'one', epoch = epoch + 1
      where projection_id = 'tally' and owner = 'two'`)
    expect(await waitUntil(shared, 5_000)).toBe(true)
    await append(open.store, many(500, 20))
    await (await members[1])?.caughtUp()
    expect(await open.total()).toBe(500)
  })

  it('are worked on by several workers of one process', async () => {
    await append(open.store, many(1_000, 40))
    const runner = await open.start([sliced(), seen()], { ...quick, parallelism: 4 })
    await runner.caughtUp()
    expect(await open.total()).toBe(1_000)
    expect((await runner.status()).map(({ state }) => state)).toEqual(['running', 'running'])
    const slices = await runner.slices(tallyId)
    expect(slices.map(({ slice }) => slice)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(new Set(slices.map(({ holder }) => holder)).size).toBe(1)
  })

  it('cannot change in number without a new version', async () => {
    const first = await open.start([sliced()])
    await append(open.store, [counted('a')])
    await first.caughtUp()
    await first.stop()
    const second = await open.start([tally({ slices: 4 })])
    await expect(second.caughtUp(await append(open.store, [counted('a')]))).rejects.toMatchObject({
      code: 'ERR_CONFIGURATION',
      message: 'projection "tally" version 1 has 8 slices, found 4: raise its version to change them',
    })
  })

  it('let a rebuild in one process reach those that others hold', async () => {
    await append(open.store, many(400, 20))
    const one = await open.start([sliced()], { ...quick, memberId: 'one' })
    const two = await open.start([sliced()], { ...quick, memberId: 'two' })
    await Promise.all([one.caughtUp(), two.caughtUp()])
    expect(await waitUntil(async () => (await holders())['two'] === 4, 5_000)).toBe(true)
    await open.database.db.insertInto('tally').values({ key: 'wrong', count: 7 }).execute()
    await one.rebuild(tallyId)
    expect(await open.total()).toBe(400)
  })
})

describe('a process that does not run a projection itself', () => {
  it('waits for its position, also where nothing concerned it', async () => {
    const holder = await open.start([tally()], { ...quick, memberId: 'holder' })
    await holder.caughtUp(await append(open.store, [counted('a')]))
    const other = await open.start([tally()], { ...quick, memberId: 'other' })
    await other.caughtUp()
    const idle = (await Promise.all([holder.status(), other.status()])).flat()
    expect(idle.map(({ state }) => state).toSorted()).toEqual(['running', 'standby'])
    await other.waitFor(tallyId, await append(open.store, [counted('a')]), { timeoutMs: 2_000 })
    expect(await open.counts()).toEqual({ a: 2 })
    await other.waitFor(tallyId, await append(open.store, [ignored]), { timeoutMs: 2_000 })
  })
})

describe('a member that does not answer any more', () => {
  it('loses its slices to the others, and cannot write when it wakes up', async () => {
    const events = 3_000
    const program = join(import.meta.dirname, '../../test/run-to-the-end.ts')
    const sleeper = spawn(
      process.execPath,
      ['--conditions=@uno-ts/source', program, open.database.url, String(events)],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )
    try {
      const slow = async () => (await open.total()) > 100
      expect(await waitUntil(slow, 20_000)).toBe(true)
      sleeper.kill('SIGSTOP')
      const before = await open.total()
      expect(before).toBeLessThan(events)
      const eventStore = new InMemoryEventStore() // what the other process sees, at the same positions
      const head = await append(eventStore, many(events))
      const awake = await open.start([tally(), seen()], { ...quick, eventStore, memberId: 'awake' })
      expect(await waitUntil(async () => (await open.total()) > before, 20_000)).toBe(true)
      sleeper.kill('SIGCONT')
      await awake.waitFor(tallyId, head, { timeoutMs: 20_000 })
      expect(await open.total()).toBe(events)
    } finally {
      sleeper.kill('SIGKILL')
      if (sleeper.exitCode === null && sleeper.signalCode === null) await once(sleeper, 'exit')
    }
  }, 60_000)
})

describe('a process with nothing to do', () => {
  it('sends few statements, whatever the number of projections and slices', async () => {
    const many = Array.from({ length: 50 }, (_, at) => tally({ name: `tally-${at}`, slices: 256 }))
    const runner = await open.start(many, { leaseTtlMs: 3_000 })
    await append(open.store, [ignored])
    const running = async () => (await runner.status()).every(({ state }) => state === 'running')
    expect(await waitUntil(running, 20_000)).toBe(true)
    const before = open.database.statements.length
    const since = () => open.database.statements.slice(before)
    const signsOfLife = () => since().filter((text) => text.includes('projection_members')).length
    expect(await waitUntil(() => signsOfLife() >= 3, 20_000)).toBe(true)
    expect(since().length / signsOfLife()).toBeLessThan(3.5) // a sign of life a second
  }, 60_000)
})
