import {
  globalPosition,
  origin,
  type EventQuery,
  type QueriedEvents,
  type ReadByQueryOptions,
} from '@uno-ts/types'
import { checkedItems } from '../append/append-plan.ts'
import { queryLocks } from '../append/tag-locks.ts'
import { decodeRows } from './decode-rows.ts'
import { consistencyMarker, markerPosition } from './consistency-marker.ts'
import type { EventSource } from './event-source.ts'
import { queryEvents } from './query-events.ts'
import { matchingQuery, storedQuery } from './stored-types.ts'

/**
 * Reads what a decision depends on, in one round trip: the function waits until every matching append under way has
 * ended, takes the head, and then selects the events up to it. The head comes as the first row, whatever matches.
 */
export async function readByQuery(
  source: EventSource,
  asked: EventQuery,
  options: ReadByQueryOptions,
): Promise<QueriedEvents> {
  const { signal } = options
  const after = options.after === undefined ? origin : markerPosition(options.after)
  const query = storedQuery(asked, source.codec)
  const items = JSON.stringify(checkedItems(query.items))
  const [head, ...rows] = await queryEvents(
    source.connection,
    source.statement(`select * from ${source.schema}.read_by_query($1, $2::int[], $3::json, $4)`),
    { values: [source.tenant, queryLocks(source.tenant, query), items, String(after)], signal },
  )
  const decoded = await decodeRows(source, rows, options)
  const events = source.codec === undefined ? decoded : matchingQuery(decoded, asked)
  return { events, head: consistencyMarker(globalPosition(head?.[0] ?? '0')) }
}
