import type { SqlConnection, TenantId } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'
import type { SnapshotCount } from './snapshot-counts.ts'

interface CountRow {
  readonly category: string | null
  readonly schema_version: number
  readonly snapshots: string
  readonly usable: string
  readonly state_bytes: string
  readonly last_taken_at: Date
}

/** Counts snapshots by category and shape, by name; those of decision models come last. */
export async function countSnapshots(
  connection: SqlConnection,
  schema: string,
  options: { readonly tenant: TenantId | undefined },
): Promise<readonly SnapshotCount[]> {
  try {
    const { rows } = await connection.query<CountRow>({
      text: `select split_part(s.stream_id, '-', 1) as category, s.schema_version, count(*) as snapshots,
          count(u.stream_id) as usable, sum(octet_length(s.state::text)) as state_bytes, max(s.taken_at) as last_taken_at
        from ${schema}.snapshots s
        left join ${schema}.usable_snapshots u using (tenant_id, stream_id, schema_version)
        where $1::text is null or s.tenant_id = $1 group by 1, 2
        union all
        select null, q.schema_version, count(*), count(u.query_hash), sum(octet_length(q.state::text)), max(q.taken_at)
        from ${schema}.query_snapshots q
        left join ${schema}.usable_query_snapshots u using (tenant_id, query_hash, schema_version)
        where $1::text is null or q.tenant_id = $1 group by 2
        order by category, schema_version`,
      values: [options.tenant ?? null],
    })
    return rows.map((row) => ({
      category: row.category ?? undefined,
      schemaVersion: row.schema_version,
      snapshots: Number(row.snapshots),
      usable: Number(row.usable),
      stateBytes: Number(row.state_bytes),
      lastTakenAt: row.last_taken_at,
    }))
  } catch (error) {
    throw translateError(error)
  }
}
