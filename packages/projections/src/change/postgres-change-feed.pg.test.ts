import { randomUUID } from 'node:crypto'
import { InMemorySignalBus } from '@uno-ts/testing'
import { globalPosition, origin, projectionId, type ProjectionChange } from '@uno-ts/types'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openRunners, type OpenRunners } from '../../test/open-runners.ts'
import { append, counted, many, tally } from '../../test/tally.ts'
import { totals } from '../../test/totals.ts'
import { PostgresChangeFeed, type PostgresChangeFeedOptions } from './postgres-change-feed.ts'
import { PostgresChangeLog } from './postgres-change-log.ts'

const id = projectionId('tally')

let runners: OpenRunners
let signals: InMemorySignalBus
const stopped: AbortController[] = []

beforeAll(async () => {
  runners = await openRunners()
})
afterEach(async () => {
  for (const each of stopped.splice(0)) each.abort(new Error('the test is over'))
  await runners.clear()
  await runners.database.pool.query('truncate uno.projection_changes, uno.projection_changes_forgotten')
})
afterAll(() => runners[Symbol.asyncDispose]())

type Feed = Parameters<PostgresChangeFeed['subscribe']>[0]

/** Follows in another process, so to speak: over connections of its own. Resolves once it listens. */
async function follow(options: Feed = {}, pollIntervalMs = 20): Promise<ProjectionChange[]> {
  signals = new InMemorySignalBus()
  const { feed, listening } = openFeed({ pollIntervalMs, signals })
  const stop = new AbortController()
  stopped.push(stop)
  const heard: ProjectionChange[] = []
  const changes = feed.subscribe({ ...options, signal: stop.signal })
  const first = changes.next()
  void (async () => {
    const { value } = await first
    if (value !== undefined) heard.push(value)
    for await (const change of changes) heard.push(change)
  })().catch(() => undefined)
  await listening()
  return heard
}

/** A feed over connections of its own, and a wait for its first look. */
function openFeed(options: Omit<PostgresChangeFeedOptions, 'db'>) {
  const name = `feed-${randomUUID()}`
  const db = runners.database.anotherDb({ application_name: name })
  const looked = async () => {
    const { rows } = await runners.database.pool.query(
      `select from pg_stat_activity where application_name = $1 and state = 'idle' and query like '%pg_current_snapshot%'`,
      [name],
    )
    return rows.length > 0
  }
  return {
    feed: new PostgresChangeFeed({ db, ...options }),
    listening: () => expect.poll(looked, { timeout: 5_000 }).toBe(true),
  }
}

const keysOf = (changes: readonly ProjectionChange[]) =>
  [...new Set(changes.flatMap(({ keys }) => keys ?? []))].toSorted()

describe('changes across processes', () => {
  it('are told after the commit, with keys and position', async () => {
    const heard = await follow()
    const runner = await runners.start([tally()], { changeLog: true })
    const position = await append(runners.store, [counted('a'), counted('b')])
    await runner.waitFor(id, position)
    await expect
      .poll(() => heard)
      .toMatchObject([{ projectionId: id, tenant: 'default', keys: ['a', 'b'], position }])
  })

  it('are not noted unless that is asked for', async () => {
    const runner = await runners.start([tally()])
    await append(runners.store, many(10))
    await runner.caughtUp()
    const { rows } = await runners.database.pool.query(
      'select count(*)::int as count from uno.projection_changes',
    )
    expect(rows).toEqual([{ count: 0 }])
  })

  it('come at once by a signal, however seldom the log is looked at', async () => {
    const heard = await follow({}, 3_600_000)
    const runner = await runners.start([tally()], { changeLog: true, signals })
    await runner.waitFor(id, await append(runners.store, [counted('a')]))
    await expect.poll(() => keysOf(heard)).toEqual(['a'])
  })

  it('are not told of what was rolled back', async () => {
    const heard = await follow()
    const log = new PostgresChangeLog({ db: runners.database.db })
    await runners.database.db
      .transaction()
      .execute(async (tx) => {
        await note(log, 'lost', 5n, { sql: tx })
        throw new Error('no')
      })
      .catch(() => undefined)
    await note(log, 'kept', 6n)
    await expect.poll(() => keysOf(heard)).toEqual(['kept'])
  })

  it('are told of a transaction that commits late, behind those that overtook it', async () => {
    const heard = await follow()
    const log = new PostgresChangeLog({ db: runners.database.db })
    const late = await runners.database.db.startTransaction().execute()
    await note(log, 'late', 5n, { sql: late })
    await note(log, 'early', 6n)
    await expect.poll(() => keysOf(heard)).toEqual(['early'])
    await late.commit().execute()
    await expect.poll(() => keysOf(heard)).toEqual(['early', 'late'])
    expect(heard).toHaveLength(2)
  })

  it('are resumed behind a position, merged by projection', async () => {
    const log = new PostgresChangeLog({ db: runners.database.db })
    for (let position = 1n; position <= 1_203n; position += 1n) await note(log, `k${position % 3n}`, position)
    expect(keysOf(await resumed(1_202n))).toEqual(['k0'])
    const all = await resumed(origin)
    expect(all).toMatchObject([{ keys: ['k1', 'k2', 'k0'], position: 1_203n }])
    expect(await resumedOrNothing(1_203n)).toEqual([])
  })

  it('are told without keys where they were forgotten', async () => {
    const log = new PostgresChangeLog({ db: runners.database.db })
    await note(log, 'old', 7n)
    expect(await log.forget({ olderThanMs: 3_600_000 })).toBe(0)
    expect(await log.forget({ olderThanMs: 0 })).toBe(1)
    expect(await resumed(6n)).toMatchObject([{ projectionId: id, keys: undefined, position: 7n }])
    expect(await resumedOrNothing(7n)).toEqual([])
  })

  it('are told without keys to a reader that was away for longer than they are kept', async () => {
    const heard = await follow({}, 3_600_000)
    const log = new PostgresChangeLog({ db: runners.database.db })
    await note(log, 'missed', 7n)
    await log.forget({ olderThanMs: 0 })
    signals.interrupt()
    await expect.poll(() => heard).toMatchObject([{ projectionId: id, keys: undefined, position: 7n }])
  })

  it('say that everything changed by a rebuild, also to those who resume from behind it', async () => {
    const runner = await runners.start([tally()], { changeLog: true })
    await append(runners.store, many(20, 2))
    await runner.caughtUp()
    const head = await runners.store.head()
    await runner.rebuild(id)
    const [change] = await resumed(head)
    expect(change).toMatchObject({ projectionId: id, keys: undefined })
  })

  it('tell nothing of a version that is built, and of all rows when it takes the place of the old one', async () => {
    const totalsId = projectionId('totals')
    const about = { projections: [totalsId] }
    const quick = { changeLog: true, leaseTtlMs: 600 }
    const noted = { before: await append(runners.store, many(20, 2)) }
    const old = await runners.start([totals(1)], { ...quick, memberId: 'old' })
    await old.caughtUp()
    const heard = await follow(about)
    const next = runners.create([totals(2)], { ...quick, memberId: 'new' })
    await next.start()
    await next.activated(totalsId)
    await expect.poll(() => heard).toMatchObject([{ projectionId: totalsId, keys: undefined }])
    await next.waitFor(totalsId, await append(runners.store, [counted('k1')]))
    await expect.poll(() => heard).toHaveLength(2)
    expect(heard.at(-1)?.keys).toEqual(['k1'])
    const resumed = await follow({ ...about, after: noted.before })
    await expect.poll(() => resumed).toMatchObject([{ projectionId: totalsId, keys: undefined }])
    await runners.database.pool.query('drop table if exists totals_v1, totals_v2')
  })

  it('tell of parked events that were handled late, also to those who resume from behind them', async () => {
    let refuses = true
    const fragile = tally({ onError: 'deadLetter', sliceBy: ({ data }) => ('key' in data ? data.key : '') })
    const { Counted } = fragile.on
    const on = {
      Counted: (...[event, context]: Parameters<NonNullable<typeof Counted>>) => {
        if (refuses && event.data.key === 'bad') throw new Error('refused')
        return Counted?.(event, context)
      },
    }
    const runner = await runners.start([{ ...fragile, on }], { changeLog: true })
    await append(runners.store, [counted('bad'), counted('good')])
    await runner.caughtUp()
    const head = await runners.store.head()
    refuses = false
    await runner.retryFailedEvents(id)
    expect(keysOf(await resumed(head))).toEqual(['bad'])
  })

  it('name a position behind which nothing is missed, where slices run apart', async () => {
    const log = new PostgresChangeLog({ db: runners.database.db })
    await runners.database.pool.query(`insert into uno.projection_checkpoints
      values ('default', 'tally', 1, 0, 90, 1, null, now()), ('default', 'tally', 1, 1, 40, 1, null, now())`)
    const heard = await follow()
    await log.append(
      { projectionId: id, version: 1, slices: 2, keys: ['a'], position: globalPosition(90) },
      {},
    )
    await expect.poll(() => heard).toMatchObject([{ position: 40n }])
  })

  it('are told to many subscribers by one reader, to each what it wants', async () => {
    const { feed, listening } = openFeed({ pollIntervalMs: 20 })
    const signal = AbortSignal.timeout(10_000)
    const mine = feed.subscribe({ signal, projections: [id] })
    const others = feed.subscribe({ signal, projections: [projectionId('other')] })
    const firsts = Promise.all([mine.next(), others.next()])
    await listening()
    const log = new PostgresChangeLog({ db: runners.database.db })
    await note(log, 'a', 5n)
    await log.append(
      {
        projectionId: projectionId('other'),
        version: 1,
        slices: 1,
        keys: ['b'],
        position: globalPosition(6),
      },
      {},
    )
    const [one, other] = await firsts
    expect([one.value?.keys, other.value?.keys]).toEqual([['a'], ['b']])
    await Promise.all([mine.return(undefined), others.return(undefined)])
  })

  it('end with the signal, by throwing its reason', async () => {
    const feed = new PostgresChangeFeed({ db: runners.database.db })
    const reason = new Error('enough')
    const stop = new AbortController()
    const next = feed.subscribe({ signal: stop.signal }).next()
    stop.abort(reason)
    await expect(next).rejects.toBe(reason)
  })

  it('go on after the connection was cut', async () => {
    const heard = await follow()
    await runners.database.cut()
    await note(new PostgresChangeLog({ db: runners.database.anotherDb() }), 'a', 5n)
    await expect.poll(() => keysOf(heard), { timeout: 5_000 }).toEqual(['a'])
  })
})

async function note(
  log: PostgresChangeLog,
  key: string,
  position: bigint,
  transaction?: { sql: unknown },
): Promise<void> {
  const change = { projectionId: id, version: 1, slices: 1, keys: [key], position: globalPosition(position) }
  await log.append(change, { transaction: transaction as never }) // the log uses `sql` only
}

/** The first change behind a position. */
async function resumed(after: bigint): Promise<ProjectionChange[]> {
  const feed = new PostgresChangeFeed({ db: runners.database.db })
  for await (const change of feed.subscribe({
    after: globalPosition(after),
    signal: AbortSignal.timeout(5_000),
  })) {
    return [change]
  }
  return []
}

/** What there is behind a position before a change that is made now. */
async function resumedOrNothing(after: bigint): Promise<ProjectionChange[]> {
  const feed = new PostgresChangeFeed({ db: runners.database.db, pollIntervalMs: 10 })
  const other = projectionId('probe')
  const log = new PostgresChangeLog({ db: runners.database.db })
  const probe = setInterval(() => {
    void log.append({ projectionId: other, version: 1, slices: 1, keys: [], position: globalPosition(1) }, {})
  }, 20)
  try {
    const heard: ProjectionChange[] = []
    for await (const change of feed.subscribe({ after: globalPosition(after) })) {
      if (change.projectionId === other) return heard
      heard.push(change)
    }
    return heard
  } finally {
    clearInterval(probe)
  }
}
