import { streamId, type Event } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logOfTokens, moreThanOnce, notOnce } from '../../test/killed/log-of-tokens.ts'
import { appendSteadily, isUnknown, steadyToken } from '../../test/killed/steady-writer.ts'
import { openServer, type OpenServer } from '../../test/open-server.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'

let open: OpenServer
let store: PostgresEventStore
beforeAll(async () => {
  open = await openServer({}, 8)
  store = new PostgresEventStore({ pool: open.pool })
})
afterAll(() => open[Symbol.asyncDispose]())

describe('a server killed in the middle of appends', () => {
  it('keeps what was acknowledged, once, and the store goes on with the same pool', async () => {
    const acknowledged = new Set<string>()
    const given = new Set<string>()
    const pairs: (readonly string[])[] = []
    const unknown: unknown[] = []
    const stop = new AbortController()

    /** Does one append after the other; `append` answers its tokens, which it gives away when they are acknowledged. */
    const keepOn = async (append: (count: number) => Promise<readonly string[]>): Promise<void> => {
      for (let count = 1; !stop.signal.aborted; count++) {
        try {
          for (const token of await append(count)) acknowledged.add(token)
        } catch (error) {
          if (!isUnknown(error)) throw error
          unknown.push(error)
          await new Promise((resolve) => setTimeout(resolve, 20)) // the server is coming back
        }
      }
    }
    const newTokens = (name: string): readonly [readonly string[], readonly Event[]] => {
      const tokens = [`${name}:a`, `${name}:b`]
      for (const token of tokens) given.add(token)
      pairs.push(tokens)
      return [tokens, tokens.map((token) => ({ type: 'Happened', data: { token }, tags: ['kind:pair'] }))]
    }

    const together = (nr: number) => async (count: number) => {
      const [tokens, events] = newTokens(`together ${nr}:${count}`)
      await store.append(streamId('together', String(nr % 10)), events, { expectedVersion: 'any' })
      return tokens
    }
    const acrossStreams = (nr: number) => async (count: number) => {
      const [tokens, events] = newTokens(`across ${nr}:${count}`)
      const appends = events.map((event, index) => ({
        streamId: streamId('across', `${nr}x${index}`),
        expectedVersion: 'any' as const,
        events: [event],
      }))
      const failIfEventsMatch = { items: [{ tags: ['kind:never'] }] }
      await store.commit({ appends, conditions: [{ failIfEventsMatch }] })
      return tokens
    }
    /** Says each append again until it is acknowledged. */
    const steady = async (writer: number): Promise<number> => {
      for (let nr = 1; ; nr++) {
        for (let repeat = true; repeat;) {
          repeat = await appendSteadily(store, writer, nr).then(
            () => false,
            async (error: unknown) => {
              if (!isUnknown(error)) throw error
              await new Promise((resolve) => setTimeout(resolve, 20))
              return true
            },
          )
        }
        acknowledged.add(steadyToken(writer, nr))
        if (stop.signal.aborted) return nr
      }
    }

    const steadyWriters = Promise.all([0, 1, 2, 3].map(steady))
    const writers = [
      ...Array.from({ length: 30 }, (_, nr) => keepOn(together(nr))),
      ...Array.from({ length: 4 }, (_, nr) => keepOn(acrossStreams(nr))),
    ]
    for (const crash of [1, 2]) {
      const before = acknowledged.size
      await expect.poll(() => acknowledged.size - before, { timeout: 10_000 }).toBeGreaterThan(200)
      const lost = unknown.length
      await open.crash()
      expect(unknown.length, `crash ${crash} came in the middle`).toBeGreaterThan(lost)
    }
    const before = acknowledged.size
    await expect.poll(() => acknowledged.size - before, { timeout: 10_000 }).toBeGreaterThan(200)
    stop.abort()
    const lasts = await steadyWriters
    await Promise.all(writers)

    const log = await logOfTokens(open.pool)
    expect(notOnce(log, acknowledged)).toEqual([])
    expect(moreThanOnce(log)).toEqual([])
    expect(log.brokenStreams).toEqual([])
    const halves = pairs.filter(([a = '', b = '']) => log.counts.has(a) !== log.counts.has(b))
    expect(halves).toEqual([])
    const strangers = [...log.counts.keys()].filter(
      (token) => !given.has(token) && !token.startsWith('steady'),
    )
    expect(strangers).toEqual([])
    const { rows } = await open.pool.query(
      `select stream_id, stream_version::int from uno.streams where stream_id like 'steady-%' order by 1`,
    )
    expect(rows).toEqual(
      lasts.map((last, writer) => ({ stream_id: `steady-${writer}`, stream_version: last })),
    )
  })
})
