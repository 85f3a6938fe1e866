import { waitUntil } from '@uno-ts/testing'
import { projectionId } from '@uno-ts/types'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openRunners, type OpenRunners } from '../../test/open-runners.ts'
import { append, counted, many, seen, tally } from '../../test/tally.ts'

let open: OpenRunners

beforeAll(async () => {
  open = await openRunners()
})
afterEach(() => open.clear())
afterAll(() => open[Symbol.asyncDispose]())

describe('a runner on a pool of one connection', () => {
  it('never waits for a second one, and holds none while it waits', async () => {
    const db = open.database.anotherDb({ max: 1, connectionTimeoutMillis: 2_000 })
    await append(open.store, many(1_000))
    const projections = [
      tally(),
      seen(),
      tally({ name: 'idle', reset: undefined, on: { Ignored: () => undefined } }),
    ]
    const runner = await open.start(projections, { db, pageSize: 100, checkpointIntervalMs: 1 })
    await runner.caughtUp()
    await db.selectFrom('tally').selectAll().execute()
    await runner.waitFor(projectionId('tally'), await append(open.store, [counted('a')]))
    await runner.rebuild(projectionId('seen'))
    await runner.pause(projectionId('tally'))
    await db.selectFrom('seen').select('key').limit(1).execute()
    await runner.resume(projectionId('tally'))
    await runner.caughtUp()
    expect(await open.total()).toBe(1_001)
    expect((await runner.status()).map(({ error }) => error)).toEqual([undefined, undefined, undefined])
  })

  it('keeps no connection after its stop', async () => {
    const db = open.database.anotherDb({ max: 1, application_name: 'stopped', idleTimeoutMillis: 10 })
    const runner = await open.start([tally()], { db })
    await append(open.store, [counted('a')])
    await runner.caughtUp()
    await runner.stop()
    const gone = await waitUntil(async () => {
      const { rowCount } = await open.database.pool.query(
        `select from pg_stat_activity where application_name = 'stopped'`,
      )
      return rowCount === 0
    }, 5_000)
    expect(gone).toBe(true)
  })
})
