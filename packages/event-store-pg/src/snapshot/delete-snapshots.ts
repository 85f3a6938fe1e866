import type { SqlConnection } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'
import type { DeleteSnapshotsOptions } from './snapshot-counts.ts'

/** Forgets snapshots, and says how many. */
export async function deleteSnapshots(
  connection: SqlConnection,
  schema: string,
  options: DeleteSnapshotsOptions,
): Promise<number> {
  const { category = null, exceptSchemaVersion = null, takenBefore = null, tenant = null } = options
  const chosen = `($1::text is null or tenant_id = $1) and ($2::int is null or schema_version <> $2)
    and ($3::timestamptz is null or taken_at < $3)`
  try {
    // "." comes right after "-": all names that begin with `<category>-`.
    const { rows } = await connection.query<{ amount: string }>({
      text: `with of_streams as (
          delete from ${schema}.snapshots where ${chosen}
            and ($4::text is null or (stream_id > $4 || '-' and stream_id < $4 || '.')) returning 1
        ), of_queries as (
          delete from ${schema}.query_snapshots where ${chosen} and $4::text is null returning 1
        )
        select (select count(*) from of_streams) + (select count(*) from of_queries) as amount`,
      values: [tenant, exceptSchemaVersion, takenBefore, category],
    })
    return Number(rows[0]?.amount ?? 0)
  } catch (error) {
    throw translateError(error)
  }
}
