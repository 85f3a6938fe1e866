import type { SqlConnection, StreamId, TenantId } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'

/** Finds streams of a category, by name, whose last event is older than a time. */
export async function findIdleStreams(
  connection: SqlConnection,
  schema: string,
  options: {
    readonly tenant: TenantId
    readonly category: string
    readonly lastRecordedBefore: Date
    readonly after: StreamId | undefined
    readonly limit: number
  },
): Promise<readonly StreamId[]> {
  const { tenant, category, lastRecordedBefore, after, limit } = options
  try {
    // "." comes right after "-": all names that begin with `<category>-`.
    const { rows } = await connection.query<{ stream_id: StreamId }>({
      text: `select s.stream_id from ${schema}.streams s
        join ${schema}.events e
          on e.tenant_id = s.tenant_id and e.stream_id = s.stream_id and e.stream_version = s.stream_version
        where s.tenant_id = $1 and s.stream_id > $2 and s.stream_id < $3 and not s.archived and e.recorded_at < $4
        order by s.stream_id limit $5`,
      values: [tenant, after ?? `${category}-`, `${category}.`, lastRecordedBefore, limit],
    })
    return rows.map((row) => row.stream_id)
  } catch (error) {
    throw translateError(error)
  }
}
