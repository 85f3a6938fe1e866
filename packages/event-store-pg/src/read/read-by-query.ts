import { globalPosition, type EventQuery, type QueriedEvents, type ReadOptions } from '@uno-ts/types'
import { queryLocks } from '../append/tag-locks.ts'
import { translateError } from '../error/translate-error.ts'
import { decodeRows } from './decode-rows.ts'
import { consistencyMarker } from './consistency-marker.ts'
import { queryPositions } from './event-filter.ts'
import { eventColumns } from './event-row.ts'
import type { EventSource } from './event-source.ts'
import { queryEvents } from './query-events.ts'
import { matchingQuery, storedQuery } from './stored-types.ts'

/**
 * Reads what a decision depends on. The head comes first, in a statement that waits until every matching append under
 * way has ended: an append that begins later draws its positions after the head.
 */
export async function readByQuery(
  source: EventSource,
  asked: EventQuery,
  options: ReadOptions,
): Promise<QueriedEvents> {
  const query = storedQuery(asked, source.codec)
  const head = await queryHead(source, query)
  const matching = queryPositions(query, { schema: source.schema, tenant: source.tenant, head })
  const rows = await queryEvents(
    source.connection,
    {
      text: `select ${eventColumns} from ${source.schema}.stream_events e
             where e.tenant_id = $1 and e.global_position in (${matching.text}) order by e.global_position`,
    },
    { values: [...matching.values], signal: options.signal },
  )
  const decoded = await decodeRows(source, rows, options)
  const events = source.codec === undefined ? decoded : matchingQuery(decoded, asked)
  return { events, head: consistencyMarker(globalPosition(head)) }
}

async function queryHead(source: EventSource, query: EventQuery): Promise<string> {
  const statement = source.statement(`select ${source.schema}.query_head($1::int[]) as head`)
  try {
    const { rows } = await source.connection.query<{ head: string }>({
      ...statement,
      values: [queryLocks(source.tenant, query)],
    })
    return rows[0]?.head ?? '0'
  } catch (error) {
    throw translateError(error)
  }
}
