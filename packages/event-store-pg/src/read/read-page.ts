import {
  globalPosition,
  InvalidArgumentError,
  origin,
  type Event,
  type EventPage,
  type Horizon,
  type ReadAllOptions,
} from '@uno-ts/types'
import { decodeRows } from './decode-rows.ts'
import { filterCondition } from './event-filter.ts'
import { eventColumns } from './event-row.ts'
import type { EventSource } from './event-source.ts'
import { queryEvents } from './query-events.ts'
import { ofTypes, storedFilter } from './stored-types.ts'

/** How many positions a filtered page looks through at most, so that its checkpoint moves when nothing matches. */
const filterWindow = 50_000n

/** A page, and how many stored events it was made of. */
export interface StoredPage<Recorded extends Event = Event> {
  readonly page: EventPage<Recorded>
  readonly stored: number
}

/** Reads one page of the log below a horizon that was read before. Its checkpoint is taken from the stored events. */
export async function readPage(
  source: EventSource,
  options: ReadAllOptions,
  horizon: Horizon,
): Promise<StoredPage> {
  const { after = origin, filter, limit = 1_000, signal } = options
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new InvalidArgumentError(`limit is a whole number from 1, found ${limit}`)
  }
  const condition = filterCondition(storedFilter(filter, source.codec), 5)
  const windowEnd = condition.text === '' ? horizon.position : smaller(after + filterWindow, horizon.position)
  if (windowEnd <= after) return { page: { events: [], position: after, atHead: true }, stored: 0 }

  const statement = source.statement(
    `select ${eventColumns} from ${source.schema}.events e
     where e.tenant_id = $1 and e.global_position > $2 and e.global_position <= $3 ${condition.text}
     order by e.global_position limit $4`,
  )
  const values = [source.tenant, String(after), String(windowEnd), limit, ...condition.values]
  const rows = await queryEvents(source.connection, statement, { values, signal })
  const full = rows.length === limit
  const position = full ? globalPosition(rows.at(-1)?.[0] ?? '0') : globalPosition(windowEnd)
  const events = ofTypes(await decodeRows(source, rows, { signal }), filter?.types)
  return { page: { events, position, atHead: position === horizon.position }, stored: rows.length }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
