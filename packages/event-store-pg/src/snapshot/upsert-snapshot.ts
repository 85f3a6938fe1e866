/**
 * Keeps a snapshot unless a newer one is there. One that is damaged or ahead of its stream counts for nothing: it would
 * stand in the way for ever.
 */
export function upsertSnapshot(schema: string): string {
  return `insert into ${schema}.snapshots as kept
      (tenant_id, stream_id, schema_version, stream_version, state, taken_at, checksum)
    select $1, $2, $3, $4, $5, $6, ${schema}.snapshot_checksum($1, $2, $3, $4, $5)
    on conflict (tenant_id, stream_id, schema_version) do update set stream_version = excluded.stream_version,
      state = excluded.state, taken_at = excluded.taken_at, checksum = excluded.checksum
    where excluded.stream_version >= kept.stream_version or not exists (
      select from ${schema}.usable_snapshots usable where usable.tenant_id = kept.tenant_id
        and usable.stream_id = kept.stream_id and usable.schema_version = kept.schema_version)`
}

/** The same for the snapshot of a query. */
export function upsertQuerySnapshot(schema: string): string {
  return `insert into ${schema}.query_snapshots as kept
      (tenant_id, query_hash, schema_version, marker, state, checksum)
    select $1, $2, $3, $4, $5, ${schema}.snapshot_checksum($1, $2, $3, $4, $5)
    on conflict (tenant_id, query_hash, schema_version) do update set marker = excluded.marker,
      state = excluded.state, taken_at = excluded.taken_at, checksum = excluded.checksum
    where excluded.marker >= kept.marker or not exists (
      select from ${schema}.usable_query_snapshots usable where usable.tenant_id = kept.tenant_id
        and usable.query_hash = kept.query_hash and usable.schema_version = kept.schema_version)`
}
