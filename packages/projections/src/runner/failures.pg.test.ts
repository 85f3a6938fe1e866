import { startFaultProxy, waitUntil } from '@uno-ts/testing'
import { projectionId, type Logger } from '@uno-ts/types'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openRunners, type OpenRunners } from '../../test/open-runners.ts'
import { append, counted, many, seen, tally, type TestEvent } from '../../test/tally.ts'

let open: OpenRunners

beforeAll(async () => {
  open = await openRunners()
})
afterEach(() => open.clear())
afterAll(() => open[Symbol.asyncDispose]())

const tallyId = projectionId('tally')
const seenId = projectionId('seen')
const broken: TestEvent = { type: 'Broken', data: { key: 'b' } }

/** Writes for a `Broken` event too, and then throws while `isBroken`. */
function fragile(isBroken: () => boolean) {
  const { on } = tally()
  return tally({
    on: {
      ...on,
      Broken: async ({ data }, { tx }) => {
        await tx.insertInto('tally').values({ key: data.key, count: 1 }).execute()
        if (isBroken()) throw new TypeError('a mistake about mary@example.org')
      },
    },
  })
}

function recordingLogger(): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = []
  const write = (level: string) => (facts: object | string, message?: string) => {
    lines.push(`${level} ${message ?? JSON.stringify(facts)}`)
  }
  return {
    lines,
    logger: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
  }
}

describe('a handler that throws', () => {
  it('stops its own projection at the event, with nothing of the batch written', async () => {
    const { logger, lines } = recordingLogger()
    const runner = await open.start([fragile(() => true), seen()], { logger })
    const before = await append(open.store, [counted('a')])
    await runner.waitFor(tallyId, before)
    const position = await append(open.store, [counted('a'), broken, counted('a')])
    await runner.waitFor(seenId, position)
    await waitUntil(async () => (await runner.status())[0]?.state === 'failed', 5_000)

    expect(await open.counts()).toEqual({ a: 1 })
    expect(await open.checkpoint()).toBe(before)
    const [failed, healthy] = await runner.status()
    expect(failed).toMatchObject({ state: 'failed', position: before })
    expect(failed?.error).toEqual({
      code: 'ERR_PROJECTION',
      message: `projection "tally" could not handle Broken at position ${position - 3n}: TypeError`,
    })
    expect(healthy).toMatchObject({ state: 'running', position, error: undefined })
    expect(lines.filter((line) => line.startsWith('error'))).toEqual(['error the projection failed'])
  })

  it('fails those who wait for it, at once', async () => {
    const runner = await open.start([fragile(() => true)])
    const position = await append(open.store, [broken])
    await expect(runner.caughtUp(position)).rejects.toMatchObject({ code: 'ERR_PROJECTION' })
    await expect(runner.waitFor(tallyId, position, { timeoutMs: 60_000 })).rejects.toMatchObject({
      code: 'ERR_TIMEOUT',
      cause: { code: 'ERR_PROJECTION' },
    })
  })

  it('is tried again by a retry, with an outcome', async () => {
    let isBroken = true
    const runner = await open.start([fragile(() => isBroken)])
    const position = await append(open.store, [counted('a'), broken])
    await expect(runner.caughtUp()).rejects.toMatchObject({ code: 'ERR_PROJECTION' })
    expect(await runner.retryFailedEvents(tallyId)).toMatchObject([
      { ok: false, error: { code: 'ERR_PROJECTION' } },
    ])
    isBroken = false
    expect(await runner.retryFailedEvents(tallyId)).toEqual([{ ok: true, value: position }])
    expect(await open.counts()).toEqual({ a: 1, b: 1 })
    expect(await runner.retryFailedEvents(tallyId)).toEqual([])
  })

  it('goes on after a resume, when its reason is gone', async () => {
    let isBroken = true
    const runner = await open.start([fragile(() => isBroken)])
    await append(open.store, [broken, counted('a')])
    await expect(runner.caughtUp()).rejects.toMatchObject({ code: 'ERR_PROJECTION' })
    isBroken = false
    await runner.resume(tallyId)
    await runner.caughtUp()
    expect(await open.counts()).toEqual({ a: 1, b: 1 })
  })

  it('counts as failed when it swallows an error of the database', async () => {
    const runner = await open.start([
      tally({
        on: {
          Counted: (_event, { tx }) =>
            tx
              .selectFrom('nowhere' as 'tally')
              .execute()
              .catch(() => undefined),
        },
      }),
    ])
    await append(open.store, [counted('a')])
    await expect(runner.caughtUp()).rejects.toThrow('Transaction was rolled back')
    expect(await open.checkpoint()).toBe(0n)
  })
})

describe('a database that goes away', () => {
  it('is waited for when sessions are ended in the middle of batches', async () => {
    const { logger, lines } = recordingLogger()
    await append(open.store, many(4_000))
    const runner = await open.start([tally(), seen()], { logger, batchSize: 50, maxBatchSize: 100 })
    for (let round = 0; round < 8; round += 1) {
      const before = await open.total()
      await open.database.cut()
      await waitUntil(async () => (await open.total()) > before || before === 4_000, 10_000)
    }
    await runner.caughtUp()
    expect(await open.total()).toBe(4_000)
    expect(lines.filter((line) => line.startsWith('error'))).toEqual([])
    expect(lines).toContain('warn the projection waits for the database')
  })

  it('loses and doubles nothing when the answer to a commit is lost', async () => {
    await using proxy = await startFaultProxy({ target: postgres() })
    const db = open.database.anotherDb({ connectionString: proxy.rewrite(open.database.url) })
    let losses = 5
    const lossy = seen({
      handleBatch: async (events, context) => {
        await seen().handleBatch(events, context)
        if (losses > 0) proxy.dropReplies() // from here on: the commit's
        losses -= 1
      },
    })
    await append(open.store, many(100))
    const runner = await open.start([lossy], { db, batchSize: 10, maxBatchSize: 10 })
    for (let committed = 10; committed <= 50; committed += 10) {
      expect(await waitUntil(async () => (await rows()) === committed, 10_000)).toBe(true)
      proxy.heal()
    }
    await runner.caughtUp()
    expect(await rows()).toBe(100)
    expect(losses).toBeLessThan(0)
  })

  it('does not keep a start from returning, and is caught up with when it comes', async () => {
    await using proxy = await startFaultProxy({ target: postgres() })
    const db = open.database.anotherDb({ connectionString: proxy.rewrite(open.database.url) })
    proxy.refuse()
    const runner = await open.start([tally()], { db })
    const position = await append(open.store, [counted('a')])
    await expect(runner.waitFor(tallyId, position, { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'ERR_TIMEOUT',
    })
    proxy.heal()
    await runner.caughtUp()
    expect(await open.counts()).toEqual({ a: 1 })
  })
})

async function rows(): Promise<number> {
  const { rows } = await open.database.pool.query('select count(*)::int as count from seen')
  return rows[0].count
}

function postgres(): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(open.database.url)
  return { host: hostname, port: Number(port || 5432) }
}
