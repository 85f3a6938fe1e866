import {
  globalPosition,
  InvalidArgumentError,
  origin,
  type Event,
  type EventFilter,
  type EventPage,
  type Horizon,
  type ReadAllOptions,
} from '@uno-ts/types'
import { decodeRows } from './decode-rows.ts'
import { filterCondition } from './event-filter.ts'
import { eventColumns, type EventRow } from './event-row.ts'
import type { EventSource } from './event-source.ts'
import { queryEvents } from './query-events.ts'
import { ofTypes, storedFilter } from './stored-types.ts'

/**
 * How many positions a filtered page looks through at most, so that its checkpoint moves when nothing matches. Types are
 * found by their index, and in a wide window the planner leaves it to the rare ones.
 */
const filterWindow = 50_000n
const typesWindow = 500_000n

/** A page, the horizon it was read below, and how many stored events it was made of. */
export interface StoredPage<Recorded extends Event = Event> {
  readonly page: EventPage<Recorded>
  readonly horizon: Horizon
  readonly stored: number
}

/**
 * Reads one page of the log with one statement: below a horizon that was read before, or below the one of now, which the
 * same round trip asks for. The page's checkpoint is taken from the stored events.
 */
export async function readPage(
  source: EventSource,
  options: ReadAllOptions,
  known?: Horizon,
): Promise<StoredPage> {
  const { after = origin, filter, limit = 1_000, signal } = options
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new InvalidArgumentError(`limit is a whole number from 1, found ${limit}`)
  }
  const read: PageRead = { after, limit, filter: storedFilter(filter, source.codec), signal }
  const { horizon, rows } =
    known === undefined ? await readBelowNow(source, read) : await readBelow(source, read, known)
  const full = rows.length === limit
  const position = full ? rows.at(-1)?.[0] : larger(after, windowEnd(read, horizon))
  const events = ofTypes(await decodeRows(source, rows, { signal }), filter?.types)
  const page = { events, position: globalPosition(position ?? '0') }
  return {
    page: { ...page, atHead: page.position >= horizon.position },
    horizon,
    stored: rows.length,
  }
}

interface PageRead {
  readonly after: bigint
  readonly limit: number
  readonly filter: EventFilter | undefined
  readonly signal: AbortSignal | undefined
}

interface PageRows {
  readonly horizon: Horizon
  readonly rows: readonly EventRow[]
}

async function readBelow(source: EventSource, read: PageRead, horizon: Horizon): Promise<PageRows> {
  const end = windowEnd(read, horizon)
  if (end <= read.after) return { horizon, rows: [] }
  const condition = filterCondition(read.filter, 5)
  const text = `select ${eventColumns} from ${source.schema}.events e
     where e.tenant_id = $1 and e.global_position > $2 and e.global_position <= $3 ${condition.text}
     order by e.global_position limit $4`
  // With types it is planned each time: whether the index by type is the way depends on the types.
  const statement = read.filter?.types === undefined ? source.statement(text) : { text }
  const values = [source.tenant, String(read.after), String(end), read.limit, ...condition.values]
  return { horizon, rows: await queryEvents(source.connection, statement, { values, signal: read.signal }) }
}

async function readBelowNow(source: EventSource, read: PageRead): Promise<PageRows> {
  const { types, categories, tags, correlationId } = read.filter ?? {}
  const [first, ...rows] = await queryEvents(
    source.connection,
    source.statement(`select * from ${source.schema}.read_page($1, $2, $3, $4, $5, $6, $7, $8)`),
    {
      values: [
        source.tenant,
        String(read.after),
        read.limit,
        String(windowOf(read)),
        types,
        categories,
        tags,
        correlationId,
      ],
      signal: read.signal,
    },
  )
  const horizon = { position: globalPosition(first?.[0] ?? '0'), drawn: globalPosition(first?.[2] ?? '0') }
  return { horizon, rows }
}

/** Without a filter every position is of interest: the limit alone ends the page. */
function windowOf({ filter = {} }: PageRead): bigint {
  if (filter.types !== undefined) return typesWindow
  return Object.values(filter).every((value) => value === undefined) ? 2n ** 48n : filterWindow
}

function windowEnd(read: PageRead, horizon: Horizon): bigint {
  const end = read.after + windowOf(read)
  return end < horizon.position ? end : horizon.position
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
