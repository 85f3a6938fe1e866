import { join } from 'node:path'
import { waitUntil } from '@uno-ts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { killWhenTold } from '../../test/killed/kill-when-told.ts'
import { logOfTokens, moreThanOnce, notOnce } from '../../test/killed/log-of-tokens.ts'
import { appendSteadily, steadyToken } from '../../test/killed/steady-writer.ts'
import { openStore, type OpenStore } from '../../test/open-store.ts'

let open: OpenStore
beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

const program = join(import.meta.dirname, '../../test/killed/append-for-ever.ts')
const writers = 6

/** Lets a process append until it has acknowledged so much, kills it, and gives what it had acknowledged. */
function appendUntilKilled(round: number, starts: readonly number[]): Promise<readonly string[]> {
  const args = [open.url, String(round), ...starts.map(String)]
  return killWhenTold(program, args, { characters: 10_000, timeoutMs: 20_000 })
}

describe('a process killed in the middle of its appends', () => {
  it('leaves each acknowledged event once, the others once or not at all, and repeating by id completes it', async () => {
    const acknowledged = new Set<string>()
    const next = Array.from({ length: writers }, () => 1)
    for (const round of [1, 2]) {
      for (const token of await appendUntilKilled(round, next)) acknowledged.add(token)
      next.forEach((_, writer) => {
        while (acknowledged.has(steadyToken(writer, next[writer] ?? 0)))
          next[writer] = (next[writer] ?? 0) + 1
      })
      // Whatever the dead process had under way ends, and readers come to the end of the log.
      const { rows } = await open.pool.query<{ last: string }>(
        'select max(global_position) as last from uno.events',
      )
      const last = BigInt(rows[0]?.last ?? 0)
      expect(await waitUntil(async () => (await open.store.head()) >= last, 5_000)).toBe(true)

      const log = await logOfTokens(open.pool)
      expect(notOnce(log, acknowledged)).toEqual([])
      expect(moreThanOnce(log)).toEqual([])
      expect(log.brokenStreams).toEqual([])
    }
    // Nobody knows what became of each writer's last append; saying it again settles it.
    await Promise.all(next.map((nr, writer) => appendSteadily(open.store, writer, nr)))
    const log = await logOfTokens(open.pool)
    for (const [writer, last] of next.entries()) {
      const tokens = Array.from({ length: last }, (_, index) => steadyToken(writer, index + 1))
      expect(notOnce(log, tokens)).toEqual([])
      expect(log.counts.has(steadyToken(writer, last + 1))).toBe(false)
    }
    expect(log.brokenStreams).toEqual([])
  })
})
