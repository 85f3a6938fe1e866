import type { LoadedStream, LoadStreamOptions, Snapshot, StreamId } from '@uno-ts/types'
import { decodeRows, recordedEvents } from './decode-rows.ts'
import { eventColumns, type EventRow } from './event-row.ts'
import type { EventSource } from './event-source.ts'
import { wholeStreamText } from './load-queue.ts'
import { queryEvents } from './query-events.ts'
import type { Statement } from './statement.ts'

/**
 * Reads a stream for folding with one statement, which it may share with other streams. Its version is that of the
 * last stored event, whatever becomes of it.
 */
export async function loadStream(
  source: EventSource,
  streamId: StreamId,
  options: LoadStreamOptions,
): Promise<LoadedStream> {
  const { signal } = options
  const rows = await storedRows(source, streamId, options)
  const snapshot = snapshotOf(rows[0], streamId)
  const tail = snapshot === undefined ? rows : rows.slice(1)
  const streamVersion = Number(rows.at(-1)?.[2] ?? 0)
  const events =
    source.codec === undefined ? recordedEvents(source, tail) : await decodeRows(source, tail, { signal })
  return { streamId, snapshot, events, streamVersion }
}

function storedRows(
  source: EventSource,
  streamId: StreamId,
  { snapshotSchemaVersion, transaction, signal }: LoadStreamOptions,
): Promise<readonly EventRow[]> {
  const { connection, schema, tenant, statement, loads } = source
  const values = [tenant, streamId]
  if (snapshotSchemaVersion !== undefined) {
    return queryEvents(connection, snapshotAndTail(source), {
      values: [...values, snapshotSchemaVersion],
      signal,
    })
  }
  if (loads !== undefined && transaction === undefined) return loads.rows(tenant, streamId, signal)
  return queryEvents(connection, statement(wholeStreamText(schema)), { values, signal })
}

/** The snapshot comes as a row without a position, before the events after it. */
function snapshotAndTail({ schema, statement }: EventSource): Statement {
  return statement(
    `with usable as materialized (
       select s.stream_version, s.schema_version, s.state, s.taken_at
       from ${schema}.usable_snapshots s
       where s.tenant_id = $1 and s.stream_id = $2 and s.schema_version = $3
     )
     select null::bigint as global_position, $2::text as stream_id, stream_version, null::uuid as event_id,
       null::text as type, schema_version, null::text[] as tags, state as data, null::json as metadata,
       taken_at as recorded_at
     from usable
     union all
     select ${eventColumns} from ${schema}.stream_events e
     where e.tenant_id = $1 and e.stream_id = $2
       and e.stream_version > coalesce((select stream_version from usable), 0)
     order by stream_version`,
  )
}

function snapshotOf(row: EventRow | undefined, streamId: StreamId): Snapshot | undefined {
  if (row === undefined || (row[0] as string | null) !== null) return undefined // events have a position
  const [, , streamVersion, , , schemaVersion, , state, , takenAt] = row
  return {
    streamId,
    streamVersion: Number(streamVersion),
    schemaVersion,
    state: state as Snapshot['state'],
    takenAt,
  }
}
