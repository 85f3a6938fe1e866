import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embedded } from '@uno-ts/embedded'
import { streamId, type Event } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { killWhenTold } from '../../test/killed/kill-when-told.ts'
import { logOfTokens, moreThanOnce, notOnce } from '../../test/killed/log-of-tokens.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'

const cacheDir = join(tmpdir(), 'uno-ts-test-snapshots')
const program = join(import.meta.dirname, '../../test/killed/decide-embedded.ts')
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uno-ts-test-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('an embedded event store whose process is killed', () => {
  it('has every acknowledged event when it is opened again, and goes on', async () => {
    const dir = join(folder, 'data')
    const acknowledged = new Set<string>()
    const told = await killWhenTold(program, [dir, cacheDir], { characters: 2_500, timeoutMs: 30_000 })
    for (const token of told) acknowledged.add(token)

    await using database = await embedded({ dir, cacheDir })
    const log = await logOfTokens(database.pool)
    expect(notOnce(log, acknowledged)).toEqual([])
    expect(moreThanOnce(log)).toEqual([])
    expect(log.brokenStreams).toEqual([])

    const store = new PostgresEventStore({ pool: database.pool, pollIntervalMs: 20 })
    const followed: string[] = []
    const stop = new AbortController()
    const following = (async () => {
      const options = { signal: stop.signal, batchSize: 100 }
      for await (const { events } of store.subscribe<Event<string, { token: string }>>(options)) {
        followed.push(...events.map((event) => event.data.token))
      }
    })().catch(() => undefined)
    const token = 'after'
    await store.append(streamId('after', '1'), [{ type: 'Happened', data: { token } }], {
      expectedVersion: 'no-stream',
    })
    await expect.poll(() => followed.at(-1), { timeout: 5_000 }).toBe(token)
    stop.abort()
    await following
    expect(followed).toHaveLength(log.counts.size + 1)
    expect(new Set(followed)).toEqual(new Set([...log.counts.keys(), token]))

    const query = { items: [{ types: ['InvoiceIssued'], tags: ['book:1'] }] }
    const { events, head } = await store.readByQuery<Event<string, { nr: number }>>(query)
    expect(events.length).toBeGreaterThan(5)
    expect(events.map((event) => event.data.nr)).toEqual(events.map((_, index) => index + 1))
    const nr = events.length + 1
    const issue = () =>
      store.commit({
        appends: [
          { events: [{ type: 'InvoiceIssued', data: { nr, token: `invoice ${nr}` }, tags: ['book:1'] }] },
        ],
        conditions: [{ failIfEventsMatch: query, after: head }],
      })
    await issue()
    await expect(issue()).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
  }, 60_000)
})
