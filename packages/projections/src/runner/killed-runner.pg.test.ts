import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { waitUntil } from '@uno-ts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRunners, type OpenRunners } from '../../test/open-runners.ts'

let open: OpenRunners

beforeAll(async () => {
  open = await openRunners()
})
afterAll(() => open[Symbol.asyncDispose]())

const events = 2_400
const program = join(import.meta.dirname, '../../test/run-to-the-end.ts')

/** Processes that run the projections, until they are done or the block ends. */
function spawnRunners(count: number) {
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ['--conditions=@uno-ts/source', program, open.database.url, String(events)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  )
  const exited = Promise.all(children.map((child) => once(child, 'exit')))
  return {
    exited,
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGKILL')
      await exited
    },
  }
}

describe('a process that is killed', () => {
  it('has lost no effect and doubled none, whenever it was killed, with another one beside it', async () => {
    for (const progress of [1, 200, 400]) {
      const before = await open.total()
      await using running = spawnRunners(2)
      const moved = waitUntil(async () => (await open.total()) >= before + progress, 30_000, 3)
      expect(await Promise.race([moved, running.exited])).toBe(true) // it moved, and they still run
    }
    expect(await open.total()).toBeLessThan(events)
    await using last = spawnRunners(1)
    expect(await last.exited).toEqual([[0, null]])

    expect(await open.total()).toBe(events)
    const { rows } = await open.database.pool.query('select count(*)::int as count from seen')
    expect(rows).toEqual([{ count: events }])
  }, 120_000)
})
