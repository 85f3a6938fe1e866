import { setTimeout as sleep } from 'node:timers/promises'
import {
  startFaultProxy,
  startPostgres,
  waitUntil,
  type FaultProxy,
  type PostgresServer,
} from '@uno-ts/testing'
import { isUnoError, projectionId } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { ProjectionRunner } from '../../src/index.ts'
import { migrateProjections } from '../migrate-projections.ts'
import { ChaosLog } from './chaos-log.ts'
import { chaosProjections, chaosTables, digestOf, folded } from './chaos-projections.ts'
import { WorkerCrew } from './worker-crew.ts'

/** How long and how hard. */
export interface ChaosOptions {
  /** How long processes, connections and the server are broken. */
  readonly ms: number
  /** How many events there are in the end; an even number. */
  readonly events: number
  /** How long all may take to be handled once nothing is broken any more. */
  readonly patienceMs: number
}

/** What was done, and what came of it. */
export interface ChaosOutcome {
  /** How often each thing was done. */
  readonly done: Readonly<Record<'kill' | 'sleep' | 'cut' | 'reset' | 'lostAnswer' | 'restart', number>>
  /** Events that were parked and handled in the end. */
  readonly retried: number
  /** What the rows are, beside what they should be. */
  readonly rows: Readonly<Record<'effects' | 'digests' | 'folded', Comparison>>
  /** Processes that ended by themselves. */
  readonly accidents: readonly string[]
}

/** Rows, and the rows of a fold of the log. */
export interface Comparison {
  readonly found: unknown
  readonly expected: unknown
}

const processes = 4
/** How likely a handler refuses, and a batch makes its process stop and start. */
const chance = 0.02
const ttlMs = 1_000
const streams = 499

/** Four processes project a growing log while all that can break does, and then are left in peace. */
export async function runChaos({ ms, events, patienceMs }: ChaosOptions): Promise<ChaosOutcome> {
  await using server = await startPostgres({ durable: true })
  await using proxy = await startFaultProxy({ target: { port: server.port } })
  await using open = await openPool(server.url)
  const { pool } = open
  await makeTables(pool)
  await write(pool, { from: 0, upTo: events / 2, ms: 0 })
  await using crew = new WorkerCrew({ url: proxy.rewrite(server.url), ttlMs, chance, size: processes })
  const done = { kill: 0, sleep: 0, cut: 0, reset: 0, lostAnswer: 0, restart: 0 }
  await begun(pool, patienceMs)
  const until = performance.now() + ms
  await Promise.all([
    write(pool, { from: events / 2, upTo: events, ms: ms * 0.8 }),
    breakProcesses(crew, done, until),
    breakConnections(proxy, done, until),
    restartServer(server, done, ms / 2),
  ])
  proxy.heal()
  if (!(await waitUntil(() => isHandled(pool, events), patienceMs, 100))) {
    throw new Error(`not all of ${events} events were handled in ${patienceMs} ms: ${await counts(pool)}`)
  }
  const retried = await retryParked(pool, patienceMs)
  await crew.end()
  return { done, retried, rows: await compare(pool, events), accidents: crew.accidents }
}

async function openPool(url: string): Promise<AsyncDisposable & { readonly pool: Pool }> {
  const pool = new Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 5_000 })
  pool.on('error', () => undefined) // the server is killed on purpose
  pool.on('connect', (client) => client.on('error', () => undefined))
  return { pool, [Symbol.asyncDispose]: () => pool.end() }
}

async function makeTables(pool: Pool): Promise<void> {
  await migrateProjections(pool)
  await pool.query(
    'create table chaos_log (position bigint primary key, stream text not null, version integer not null)',
  )
  await pool.query('create index on chaos_log (stream, version)')
  for (const table of [...chaosTables, folded.createTable]) await pool.query(table)
}

/** A stretch of the log. */
interface Stretch {
  readonly from: number
  readonly upTo: number
  /** How long the writing of it takes. */
  readonly ms: number
}

const steps = 50

/** Fills the log, in order. */
async function write(pool: Pool, { from, upTo, ms }: Stretch): Promise<void> {
  let written = from
  for (let step = 1; step <= steps; step++) {
    const next = from + Math.floor(((upTo - from) * step) / steps)
    while (written < next) {
      try {
        await pool.query(
          `insert into chaos_log
           select nr, 'test-' || (nr - 1) % ${streams}, (nr - 1) / ${streams} + 1
           from generate_series($1::int, $2::int) nr on conflict do nothing`,
          [written + 1, next],
        )
        written = next
      } catch {
        await sleep(50) // the server is away
      }
    }
    await sleep(ms / steps)
  }
}

/** Waits until the processes are at work. */
async function begun(pool: Pool, patienceMs: number): Promise<void> {
  const isBegun = async () => (await pool.query('select from effects limit 1')).rows.length > 0
  if (!(await waitUntil(isBegun, patienceMs, 50))) throw new Error('the processes do not begin')
}

type Done = { -readonly [What in keyof ChaosOutcome['done']]: number }

async function breakProcesses(crew: WorkerCrew, done: Done, until: number): Promise<void> {
  for (let round = 0; performance.now() < until; round++) {
    await sleep(500 + Math.random() * 1_000)
    if (round % 2 === 0) {
      crew.kill()
      done.kill++
    } else {
      const wake = crew.stop()
      await sleep(ttlMs * 1.6)
      wake()
      done.sleep++
    }
  }
}

async function breakConnections(proxy: FaultProxy, done: Done, until: number): Promise<void> {
  for (let round = 0; performance.now() < until; round++) {
    await sleep(300 + Math.random() * 1_000)
    if (round % 3 === 0) {
      proxy.resetAll()
      done.reset++
    } else if (round % 3 === 1) {
      proxy.cut()
      done.cut++
    } else {
      proxy.dropReplies()
      await sleep(200)
      proxy.heal()
      done.lostAnswer++
    }
  }
}

async function restartServer(server: PostgresServer, done: Done, afterMs: number): Promise<void> {
  await sleep(afterMs)
  await server.kill()
  await server.restart()
  done.restart++
}

async function counts(pool: Pool): Promise<string> {
  const { rows } = await pool.query<Record<string, string>>(
    `select (select count(*) from effects) as effects, (select coalesce(sum(events), 0) from digests) as digests,
       (select coalesce(sum(events), 0) from folded) as folded,
       (select count(*) from uno.projection_dead_letters) as parked`,
  )
  return JSON.stringify(rows[0])
}

/** Whether each projection has handled, or parked, as many events as there are. */
async function isHandled(pool: Pool, events: number): Promise<boolean> {
  try {
    const {
      effects,
      digests,
      folded: ofFold,
      parked,
    } = JSON.parse(await counts(pool)) as Record<string, string>
    return Number(effects) >= events && Number(digests) + Number(parked) >= events && Number(ofFold) >= events
  } catch (error) {
    if (isUnoError(error)) throw error
    return false // the server comes up
  }
}

/** Handles what was parked, while the processes go on. Answers how many events that were. */
async function retryParked(pool: Pool, patienceMs: number): Promise<number> {
  const runner = new ProjectionRunner({
    eventStore: new ChaosLog(pool),
    db: new Kysely<object>({ dialect: new PostgresDialect({ pool }) }),
    projections: chaosProjections({ refusal: 0, onBatch: () => undefined }),
  })
  const digests = projectionId('digests')
  let retried = 0
  const isEmpty = async (): Promise<boolean> => {
    const outcomes = await runner.retryFailedEvents(digests)
    retried += outcomes.filter(({ ok }) => ok).length
    return (await runner.failedEvents(digests, { limit: 1 })).length === 0
  }
  if (!(await waitUntil(isEmpty, patienceMs, 100))) throw new Error('parked events could not be handled')
  return retried
}

/** Compares rows with a fold of the log. */
async function compare(pool: Pool, events: number): Promise<ChaosOutcome['rows']> {
  const { rows: log } = await pool.query<{ position: string; stream: string }>(
    'select position, stream from chaos_log order by position',
  )
  const expected = new Map<string, { stream: string; events: number; digest: string }>()
  for (const { position, stream } of log) {
    const before = expected.get(stream) ?? { stream, events: 0, digest: '' }
    expected.set(stream, { stream, events: before.events + 1, digest: digestOf(before.digest, position) })
  }
  const streams = [...expected.values()].toSorted((one, other) => (one.stream < other.stream ? -1 : 1))
  const { rows: effects } = await pool.query(
    'select count(*)::int as effects, count(distinct position)::int as events from effects',
  )
  const read = async (table: 'digests' | 'folded'): Promise<unknown> =>
    (await pool.query(`select stream, events, digest from ${table} order by stream collate "C"`)).rows
  return {
    effects: { found: effects[0], expected: { effects: events, events } },
    digests: { found: await read('digests'), expected: streams },
    folded: { found: await read('folded'), expected: streams },
  }
}
