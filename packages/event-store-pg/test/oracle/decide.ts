// One process of the oracle: decides at random for a while, and tells its parent what it read and what became of it.
import { isUnoError, streamId, type CommitPlan, type Event } from '@uno-ts/types'
import { Pool } from 'pg'
import { PostgresEventStore } from '../../src/index.ts'
import type { Attempt, Reading } from './attempt.ts'
import { randomEvent, randomQuery, seededRandom, upTo } from './random-decisions.ts'

const [url, seed, ms] = process.argv.slice(2)
const random = seededRandom(Number(seed))
const pool = new Pool({ connectionString: url, max: 6 })
const store = new PostgresEventStore({ pool })
const attempts: Attempt[] = []
let count = 0

process.send?.('ready')
process.once('message', () => void run())

async function run(): Promise<void> {
  const end = Date.now() + Number(ms)
  const loop = async (): Promise<void> => {
    while (Date.now() < end) await attempt(random())
  }
  await Promise.all(Array.from({ length: 8 }, loop)) // so many that appends share transactions
  await pool.end()
  process.send?.(attempts, () => process.disconnect())
}

function newEvents(most: number): readonly [tokens: readonly string[], events: readonly Event[]] {
  const tokens = Array.from({ length: upTo(most, random) }, () => `${seed}:${++count}`)
  return [tokens, tokens.map((token) => randomEvent(token, random))]
}

async function attempt(kind: number): Promise<void> {
  if (kind < 0.6) return decide()
  if (kind < 0.7) return commit({ appends: [{ events: newEvents(2) }] })
  if (kind < 0.9) return commit({ appends: [{ ...aStream(), events: newEvents(3) }] })
  return commitSlowly()
}

/** A stream of few, with any version; several processes append to it. */
function aStream() {
  return { streamId: streamId('shared', String(upTo(30, random))), expectedVersion: 'any' } as const
}

type Planned = Omit<CommitPlan, 'appends'> & {
  readonly appends: readonly (Partial<ReturnType<typeof aStream>> & {
    readonly events: ReturnType<typeof newEvents>
  })[]
}

async function commit({ appends, ...rest }: Planned, reading?: Reading): Promise<void> {
  const tokens = appends.flatMap(({ events: [tokens] }) => tokens)
  const plan = { ...rest, appends: appends.map(({ events: [, events], ...to }) => ({ ...to, events })) }
  try {
    await store.commit(plan as CommitPlan) // a stream comes with its version, or neither does
    attempts.push({ reading, tokens, outcome: 'committed' })
  } catch (error) {
    if (!isUnoError(error, 'ERR_CONCURRENCY')) throw error
    attempts.push({ reading, tokens, outcome: 'refused' })
  }
}

async function decide(): Promise<void> {
  const query = randomQuery(random)
  const { events, head } = await store.readByQuery<Event<string, { token: string }>>(query)
  const reading = {
    query,
    marker: head.replace('pg:', ''),
    tokens: events.map((event) => event.data.token),
  }
  const to = random() < 0.5 ? aStream() : {}
  const conditions = [{ failIfEventsMatch: query, after: head }]
  await commit({ appends: [{ ...to, events: newEvents(2) }], conditions }, reading)
}

/** In a transaction that stays open for a while, and is given up now and then. */
async function commitSlowly(): Promise<void> {
  const [tokens, events] = newEvents(2)
  const client = await pool.connect()
  try {
    await client.query('begin')
    await store.commitOn(client, { appends: [{ ...aStream(), events }] })
    await client.query('select pg_sleep($1)', [random() * 0.02])
    const kept = random() < 0.7
    await client.query(kept ? 'commit' : 'rollback')
    attempts.push({ tokens, outcome: kept ? 'committed' : 'rolled back' })
  } finally {
    client.release()
  }
}
