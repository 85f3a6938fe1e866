import type { SqlConnection } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'
import type { CategoryCount, CountOptions, EventCounts, TypeCount } from './event-counts.ts'

/** Pages of a table that an estimate looks at. */
const sampledPages = 1_000

interface CountRow {
  readonly category: string
  /** Null in rows that count streams. */
  readonly type: string | null
  readonly live: string
  readonly archived: string
  readonly exact: boolean
}

/** Counts streams and events, by category and type, in one statement. */
export async function countEvents(
  connection: SqlConnection,
  schema: string,
  { tenant, exact = false, signal }: CountOptions = {},
): Promise<EventCounts> {
  signal?.throwIfAborted()
  try {
    const { rows } = await connection.query<CountRow>({
      text: countQuery(schema),
      values: [tenant ?? null, exact ? null : sampledPages],
    })
    return countsOf(rows)
  } catch (error) {
    throw translateError(error)
  }
}

/** Each row of a sample stands for as many rows as its share of the table says. */
function countQuery(schema: string): string {
  const sample = (table: string, columns: string): string => {
    const pages = `pg_relation_size('${schema}.${table}') / current_setting('block_size')::int`
    const percent = `least(100, coalesce(100.0 * $2::int / nullif(${pages}, 0), 100))`
    return `select split_part(stream_id, '-', 1) as category, ${columns}, 100 / ${percent} as weight
      from ${schema}.${table} tablesample system (${percent}) where $1::text is null or tenant_id = $1`
  }
  return `
    select category, type, round(coalesce(sum(weight) filter (where not archived), 0)) as live,
      round(coalesce(sum(weight) filter (where archived), 0)) as archived, bool_and(weight = 1) as exact
    from (
      ${sample('events', 'type, false as archived')}
      union all ${sample('archived_events', 'type, true as archived')}
      union all ${sample('streams', 'null, archived')}
    ) sampled group by category, type`
}

type Amounts = Omit<CategoryCount, 'category'>

const nothing: Amounts = { streams: 0, archivedStreams: 0, events: 0, archivedEvents: 0 }

function countsOf(rows: readonly CountRow[]): EventCounts {
  const byCategory = new Map<string, Amounts>()
  const byType = new Map<string, Amounts>()
  let total = nothing
  for (const row of rows) {
    const amounts = amountsOf(row)
    byCategory.set(row.category, sum(byCategory.get(row.category), amounts))
    if (row.type !== null) byType.set(row.type, sum(byType.get(row.type), amounts))
    total = sum(total, amounts)
  }
  const categories = [...byCategory].map(([category, amounts]): CategoryCount => ({ category, ...amounts }))
  const types = [...byType].map(([type, { events, archivedEvents }]): TypeCount => ({
    type,
    events,
    archivedEvents,
  }))
  return {
    exact: rows.every((row) => row.exact),
    ...total,
    byCategory: categories.toSorted(mostEventsFirst),
    byType: types.toSorted(mostEventsFirst),
  }
}

function amountsOf({ type, live, archived }: CountRow): Amounts {
  const inLog = Number(live)
  const inArchive = Number(archived)
  return type === null
    ? { ...nothing, streams: inLog + inArchive, archivedStreams: inArchive }
    : { ...nothing, events: inLog, archivedEvents: inArchive }
}

function sum(a: Amounts | undefined, b: Amounts): Amounts {
  if (a === undefined) return b
  return {
    streams: a.streams + b.streams,
    archivedStreams: a.archivedStreams + b.archivedStreams,
    events: a.events + b.events,
    archivedEvents: a.archivedEvents + b.archivedEvents,
  }
}

function mostEventsFirst(a: TypeCount | CategoryCount, b: TypeCount | CategoryCount): number {
  return b.events + b.archivedEvents - a.events - a.archivedEvents
}
