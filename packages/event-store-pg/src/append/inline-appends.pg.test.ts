import { randomUUID } from 'node:crypto'
import { startFaultProxy } from '@uno-ts/testing'
import { streamId, type CommitPlan, type Event, type SqlStatement } from '@uno-ts/types'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { WatchedPool } from '../../test/watched-pool.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { PostgresUnitOfWorkFactory } from '../unit-of-work/postgres-unit-of-work-factory.ts'

let open: OpenStore

beforeAll(async () => {
  open = await openStore()
  await open.pool.query('create table counts (key text primary key, count bigint not null)')
  await open.pool.query('create table notes (note text primary key)')
})
let run = 0
let id = ''
beforeEach(async () => {
  run += 1
  id = randomUUID()
  await open.pool.query('truncate counts, notes')
})
afterAll(() => open.close())

/** A stream of the test that runs. */
const stream = (name: string) => streamId('test', `${run}-${name}`)
const count = (key: string): SqlStatement => ({
  text: `insert into counts select r.key, 1 from unnest($1::text[]) r(key)
    on conflict (key) do update set count = counts.count + excluded.count`,
  values: [[key]],
})
const note = (text: string): SqlStatement => ({ text: 'insert into notes values ($1)', values: [text] })
const counts = async () => {
  const { rows } = await open.pool.query<{ key: string; count: string }>('select * from counts')
  return Object.fromEntries(rows.map((row) => [row.key, Number(row.count)]))
}
const plan = (
  name: string,
  expectedVersion: number,
  inline: readonly SqlStatement[],
  events: readonly Event[] = [{ type: 'Counted', data: {} }],
): CommitPlan => ({ appends: [{ streamId: stream(name), expectedVersion, events }], inline })

describe('an append with rows that belong to it', () => {
  it('writes both', async () => {
    const { appends } = await open.store.commit(plan('one', 0, [count('a')]))
    expect(appends).toMatchObject([{ streamVersion: 1, written: true }])
    await open.store.commit(
      plan(
        'one',
        1,
        [count('a'), note('second')],
        [
          { type: 'Counted', data: {} },
          { type: 'Counted', data: {} },
        ],
      ),
    )
    expect(await counts()).toEqual({ a: 2 })
    expect((await open.store.streamState(stream('one'))).streamVersion).toBe(3)
  })

  it('is one statement', async () => {
    const pool = new WatchedPool({ connectionString: open.url, max: 1 })
    const store = new PostgresEventStore({ pool })
    await store.commit(plan('lone', 0, [count('a'), note('n')]))
    expect(pool.sentAt).toHaveLength(1)
    await pool.end()
  })

  it('writes neither when the stream has moved', async () => {
    await open.store.commit(plan('one', 0, [count('a')]))
    await expect(open.store.commit(plan('one', 0, [count('a')]))).rejects.toMatchObject({
      code: 'ERR_CONCURRENCY',
      actual: 1,
    })
    await expect(
      open.store.commit(plan('one', 5, [count('a')], [{ type: 'Counted', data: {}, id }])),
    ).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
    expect(await counts()).toEqual({ a: 1 })
  })

  it('writes neither when a row is refused', async () => {
    await open.store.commit(plan('one', 0, [note('taken')]))
    await expect(open.store.commit(plan('two', 0, [count('a'), note('taken')]))).rejects.toMatchObject({
      code: 'ERR_DATABASE',
      sqlState: '23505',
    })
    expect(await counts()).toEqual({})
    expect((await open.store.streamState(stream('two'))).streamVersion).toBe(0)
  })

  it('changes no row when the same events are appended again', async () => {
    const events = [{ type: 'Counted', data: {}, id }]
    for (const written of [true, false, false]) {
      const { appends } = await open.store.commit(plan('one', 0, [count('a')], events))
      expect(appends).toMatchObject([{ streamVersion: 1, written }])
    }
    expect(await counts()).toEqual({ a: 1 })
  })

  it('runs statements on one table one after the other', async () => {
    await open.store.commit(plan('one', 0, [count('a'), count('a'), count('b')]))
    expect(await counts()).toEqual({ a: 2, b: 1 })
  })

  it('holds readers back no longer than its timeout when somebody else holds a row', async () => {
    const impatient = new PostgresEventStore({ pool: open.pool, appendTimeoutMs: 200 })
    const holder = await open.pool.connect()
    await holder.query(`begin; insert into counts values ('held', 1)`)
    // In one statement, and in one transaction.
    for (const inline of [[count('held')], [count('held'), count('held')]]) {
      const waiting = impatient
        .commit(plan(`waiting-${inline.length}`, 0, inline))
        .catch((error: unknown) => error)
      const { globalPosition } = await open.store.append(stream('later'), [{ type: 'Counted', data: {} }], {
        expectedVersion: 'any',
      })
      expect(await waiting).toMatchObject({ code: 'ERR_DATABASE', retryable: true })
      expect(await open.store.head()).toBeGreaterThanOrEqual(globalPosition)
      expect((await open.store.streamState(stream(`waiting-${inline.length}`))).streamVersion).toBe(0)
    }
    await holder.query('rollback')
    holder.release()
  })

  it.each([
    ['one statement', [count('lost')]],
    ['one transaction', [count('lost'), count('lost')]],
  ])('writes both once when the answer to %s is lost', async (_, inline) => {
    const { hostname, port } = new URL(open.url)
    await using proxy = await startFaultProxy({ target: { host: hostname, port: Number(port) } })
    let isDeaf = false
    /** Hears nothing of its first commit, nor of what commits by itself. */
    class DeafClient extends Client {
      override query(...args: readonly unknown[]): never {
        const [query] = args
        const text = typeof query === 'object' && query !== null && 'text' in query ? query.text : query
        if (!isDeaf && /^(commit|with appended)/.test(String(text))) {
          isDeaf = true
          proxy.dropReplies()
        }
        return Client.prototype.query.apply(this, args as never) as never // whatever form the driver's caller uses
      }
    }
    const pool = open.anotherPool({
      connectionString: proxy.rewrite(open.url),
      max: 1,
      Client: DeafClient,
    })
    const committed = new PostgresEventStore({ pool }).commit(plan('lost', 0, inline))
    await expect.poll(counts, { timeout: 5_000 }).toEqual({ lost: inline.length })
    proxy.heal()
    expect((await committed).appends).toMatchObject([{ streamVersion: 1, written: true }])
    expect(await counts()).toEqual({ lost: inline.length })
    expect((await open.store.streamState(stream('lost'))).streamVersion).toBe(1)
  })

  it('loses no count among many at once', async () => {
    await Promise.all(
      Array.from({ length: 200 }, (_, at) =>
        open.store.commit(plan(`many-${at}`, 0, [count(`k${at % 3}`), note(`${at}`)])),
      ),
    )
    expect(await counts()).toEqual({ k0: 67, k1: 67, k2: 66 })
  })

  it.each([false, true])('is what a unit of work commits, with own SQL: %s', async (own) => {
    const units = new PostgresUnitOfWorkFactory({ eventStore: open.store, pool: open.pool })
    for (const written of [true, false]) {
      await using unit = units.begin()
      if (own) {
        const { connection } = await unit.transaction()
        await connection.query({ text: 'select 1' })
      }
      unit.append(stream('one'), [{ type: 'Counted', data: {}, id }], {
        expectedVersion: 'no-stream',
      })
      unit.planStatements?.([count('a')])
      expect((await unit.commit()).appends).toMatchObject([{ written }])
    }
    expect(await counts()).toEqual({ a: 1 })
  })
})
