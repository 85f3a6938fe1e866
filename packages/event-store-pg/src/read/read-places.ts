import type { StreamPlace } from '@uno-ts/types'
import { eventColumns, type EventRow } from './event-row.ts'
import type { EventSource } from './event-source.ts'
import { queryEvents } from './query-events.ts'

/** Reads the events at places of streams, as far as there are any. */
export async function readPlaces(
  source: EventSource,
  places: readonly StreamPlace[],
  options: { readonly signal?: AbortSignal | undefined },
): Promise<readonly EventRow[]> {
  const statement = source.statement(
    `select ${eventColumns} from ${source.schema}.stream_events e
     join unnest($2::text[], $3::bigint[]) as place(stream_id, stream_version)
       on e.stream_id = place.stream_id and e.stream_version = place.stream_version
     where e.tenant_id = $1`,
  )
  const values = [
    source.tenant,
    places.map((place) => place.streamId),
    places.map((place) => place.streamVersion),
  ]
  return queryEvents(source.connection, statement, { values, signal: options.signal })
}
