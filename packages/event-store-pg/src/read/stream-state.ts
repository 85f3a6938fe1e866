import type { StreamId, StreamState } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'
import type { EventSource } from './event-source.ts'

/** Reads what is known of one stream. */
export async function streamState(source: EventSource, streamId: StreamId): Promise<StreamState> {
  const statement = source.statement(
    `select s.stream_version, s.archived, first.recorded_at as first_at, last.recorded_at as last_at
     from ${source.schema}.streams s
     left join ${source.schema}.stream_events first
       on first.tenant_id = s.tenant_id and first.stream_id = s.stream_id and first.stream_version = 1
     left join ${source.schema}.stream_events last
       on last.tenant_id = s.tenant_id and last.stream_id = s.stream_id and last.stream_version = s.stream_version
     where s.tenant_id = $1 and s.stream_id = $2`,
  )
  try {
    const { rows } = await source.connection.query<{
      stream_version: string
      archived: boolean
      first_at: Date | null
      last_at: Date | null
    }>({ ...statement, values: [source.tenant, streamId] })
    const [row] = rows
    return {
      streamId,
      streamVersion: Number(row?.stream_version ?? 0),
      firstRecordedAt: row?.first_at ?? undefined,
      lastRecordedAt: row?.last_at ?? undefined,
      archived: row?.archived ?? false,
    }
  } catch (error) {
    throw translateError(error)
  }
}
