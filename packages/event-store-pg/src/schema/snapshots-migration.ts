import type { MigrationStep } from '@uno-ts/types'

/**
 * Saved states, disposable all of them: what `usable_snapshots` and `usable_query_snapshots` show may be built upon.
 *
 * A checksum over the whole row tells a snapshot that was damaged, edited or copied to another stream; the version and the
 * marker tell one that is ahead of the events, as after a restore. `state` is `json`: its text is what the checksum was made
 * of.
 */
export const snapshotsMigration: MigrationStep = {
  name: '006-snapshots',
  statements: ({ schema }) => [
    `create table ${schema}.snapshots (
      tenant_id text collate "C" not null,
      stream_id text collate "C" not null,
      schema_version integer not null,
      stream_version bigint not null,
      state json not null,
      taken_at timestamptz not null,
      checksum bytea not null,
      primary key (tenant_id, stream_id, schema_version)
    )`,
    `create table ${schema}.query_snapshots (
      tenant_id text collate "C" not null,
      query_hash text collate "C" not null,
      schema_version integer not null,
      marker bigint not null,
      state json not null,
      taken_at timestamptz not null default clock_timestamp(),
      checksum bytea not null,
      primary key (tenant_id, query_hash, schema_version)
    )`,
    `create function ${schema}.snapshot_checksum(
      p_tenant text, p_of text, p_schema_version integer, p_at bigint, p_state json
    ) returns bytea language sql stable as $$
      select sha256(convert_to(json_build_array(p_tenant, p_of, p_schema_version, p_at)::text || p_state::text, 'UTF8'))
    $$`,
    `create view ${schema}.usable_snapshots with (security_invoker = true) as
      select s.tenant_id, s.stream_id, s.schema_version, s.stream_version, s.state, s.taken_at
      from ${schema}.snapshots s
      join ${schema}.streams t on t.tenant_id = s.tenant_id and t.stream_id = s.stream_id
      where s.stream_version between 1 and t.stream_version
        and s.checksum = ${schema}.snapshot_checksum(s.tenant_id, s.stream_id, s.schema_version, s.stream_version, s.state)`,
    `create view ${schema}.usable_query_snapshots with (security_invoker = true) as
      select s.tenant_id, s.query_hash, s.schema_version, s.marker, s.state, s.taken_at
      from ${schema}.query_snapshots s
      where s.marker between 0 and (select last_value from ${schema}.event_position)
        and s.checksum = ${schema}.snapshot_checksum(s.tenant_id, s.query_hash, s.schema_version, s.marker, s.state)`,
  ],
}
