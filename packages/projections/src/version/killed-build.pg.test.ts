import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { InMemoryEventStore, waitUntil } from '@uno-ts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRunners, type OpenRunners } from '../../test/open-runners.ts'
import { append, many } from '../../test/tally.ts'
import { factorOf, totals } from '../../test/totals.ts'

let open: OpenRunners

beforeAll(async () => {
  open = await openRunners()
})
afterAll(() => open[Symbol.asyncDispose]())

const events = 2_000
const program = join(import.meta.dirname, '../../test/build-version.ts')

/** How many events a version has counted; 0 while it has no table. */
async function countedIn(version: number): Promise<number> {
  const table = `totals_v${version}`
  const { rows } = await open.database.pool.query('select to_regclass($1) is not null as found', [table])
  if (rows[0].found === false) return 0
  const { rows: sums } = await open.database.pool.query(
    `select coalesce(sum(count), 0)::float8 as sum from ${table}`,
  )
  return sums[0].sum / factorOf(version)
}

function spawnBuilder() {
  const child = spawn(
    process.execPath,
    ['--conditions=@uno-ts/source', program, open.database.url, String(events)],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const exited = once(child, 'exit')
  return {
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

describe('a process that is killed while it builds a version', () => {
  it('has changed nothing for queries, and the next one goes on with the build', async () => {
    const eventStore = new InMemoryEventStore() // what the other processes see, at the same positions
    await append(eventStore, many(events))
    const old = await open.start([totals(1)], { eventStore, leaseTtlMs: 600 })
    await old.caughtUp()
    for (const progress of [1, 200, 400]) {
      const before = await countedIn(2)
      await using building = spawnBuilder()
      const moved = waitUntil(async () => (await countedIn(2)) >= before + progress, 30_000, 3)
      expect(await Promise.race([moved, building.exited])).toBe(true) // it moved, and still runs
    }
    expect(await countedIn(1)).toBe(events)
    expect((await old.status())[0]?.state).toBe('running')
    await using last = spawnBuilder()
    expect(await last.exited).toEqual([0, null])
    expect(await countedIn(2)).toBe(events)
    const isOver = async () => (await old.status())[0]?.error?.code === 'ERR_SUPERSEDED'
    expect(await waitUntil(isOver, 5_000)).toBe(true)
  }, 120_000)
})
