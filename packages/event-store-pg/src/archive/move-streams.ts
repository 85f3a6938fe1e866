import type { SqlConnection, StreamId, TenantId } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'

/** What was moved. */
export interface MovedStreams {
  readonly streams: readonly StreamId[]
  readonly events: number
}

interface MovedRow {
  readonly moved: StreamId[]
  readonly event_count: string
}

/** Moves streams to the archive, all in one transaction; those that are archived already are left out. */
export async function archiveStreams(
  connection: SqlConnection,
  schema: string,
  options: {
    readonly tenant: TenantId
    readonly streams: readonly StreamId[]
    /** Leaves out streams with later events, once their appends under way have ended. */
    readonly lastRecordedBefore?: Date | undefined
  },
): Promise<MovedStreams> {
  const { tenant, streams, lastRecordedBefore } = options
  return move(connection, `select * from ${schema}.archive_streams($1, $2, $3)`, [
    tenant,
    streams,
    lastRecordedBefore ?? null,
  ])
}

/** Moves streams back to the log, all in one transaction; those that are not archived are left out. */
export async function unarchiveStreams(
  connection: SqlConnection,
  schema: string,
  options: { readonly tenant: TenantId; readonly streams: readonly StreamId[] },
): Promise<MovedStreams> {
  return move(connection, `select * from ${schema}.unarchive_streams($1, $2)`, [
    options.tenant,
    options.streams,
  ])
}

async function move(connection: SqlConnection, text: string, values: unknown[]): Promise<MovedStreams> {
  try {
    const { rows } = await connection.query<MovedRow>({ text, values })
    return { streams: rows[0]?.moved ?? [], events: Number(rows[0]?.event_count ?? 0) }
  } catch (error) {
    throw translateError(error)
  }
}
