import {
  globalPosition,
  InvalidArgumentError,
  origin,
  type EventPage,
  type Horizon,
  type ReadAllOptions,
} from '@uno-ts/types'
import { filterCondition } from './event-filter.ts'
import { eventColumns } from './event-row.ts'
import { decodeRows, type EventSource } from './event-source.ts'
import { queryEvents } from './query-events.ts'

/** How many positions a filtered page looks through at most, so that its checkpoint moves when nothing matches. */
const filterWindow = 50_000n

/** Reads one page of the log below a horizon that was read before. */
export async function readPage(
  source: EventSource,
  options: ReadAllOptions,
  horizon: Horizon,
): Promise<EventPage> {
  const { after = origin, filter, limit = 1_000, signal } = options
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new InvalidArgumentError(`limit is a whole number from 1, found ${limit}`)
  }
  const condition = filterCondition(filter, 5)
  const windowEnd = condition.text === '' ? horizon.position : smaller(after + filterWindow, horizon.position)
  if (windowEnd <= after) return { events: [], position: after, atHead: true }

  const statement = source.statement(
    `select ${eventColumns} from ${source.schema}.events e
     where e.tenant_id = $1 and e.global_position > $2 and e.global_position <= $3 ${condition.text}
     order by e.global_position limit $4`,
  )
  const values = [source.tenant, String(after), String(windowEnd), limit, ...condition.values]
  const rows = await queryEvents(source.connection, statement, { values, signal })
  const full = rows.length === limit
  const position = full ? globalPosition(rows.at(-1)?.[0] ?? '0') : globalPosition(windowEnd)
  return { events: decodeRows(source, rows), position, atHead: position === horizon.position }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
