import type { SqlConnection, TenantId } from '@uno-ts/types'
import { arrayText } from './copy-text.ts'
import type { PlacedRow } from './import-row.ts'

/** Inserts the rows of a batch and their tags with multi-row statements. */
export async function insertRows(
  connection: SqlConnection,
  schema: string,
  { tenant, placed }: { readonly tenant: TenantId; readonly placed: readonly PlacedRow[] },
): Promise<void> {
  const column = <Value>(of: (placed: PlacedRow) => Value): Value[] => placed.map(of)
  await connection.query({
    text: `insert into ${schema}.events (tenant_id, global_position, stream_id, stream_version, event_id, type,
        schema_version, tags, data, metadata, recorded_at)
      select $1, position, stream, version, id, type, schema_version, tags::text[], data::json, metadata::json, recorded_at
      from unnest($2::bigint[], $3::text[], $4::bigint[], $5::uuid[], $6::text[], $7::int[], $8::text[], $9::text[],
        $10::text[], $11::timestamptz[])
        as u(position, stream, version, id, type, schema_version, tags, data, metadata, recorded_at)`,
    values: [
      tenant,
      column(({ position }) => String(position)),
      column(({ row }) => row.streamId),
      column(({ streamVersion }) => streamVersion),
      column(({ row }) => row.id),
      column(({ row }) => row.type),
      column(({ row }) => row.schemaVersion),
      column(({ row }) => (row.tags === undefined ? null : arrayText(row.tags))),
      column(({ row }) => row.data),
      column(({ row }) => row.metadata),
      column(({ recordedAt }) => recordedAt),
    ],
  })
  const tagged = placed.flatMap(({ row, position }) => (row.tags ?? []).map((tag) => ({ tag, position })))
  if (tagged.length === 0) return
  await connection.query({
    text: `insert into ${schema}.event_tags (tenant_id, tag, global_position)
      select $1, tag, position from unnest($2::text[], $3::bigint[]) as u(tag, position)`,
    values: [tenant, tagged.map(({ tag }) => tag), tagged.map(({ position }) => String(position))],
  })
}
