/**
 * The tables that projections keep their place in, for `migrate`.
 *
 * @packageDocumentation
 */
import type { MigrationSet } from '@uno-ts/types'

/** The tables of this package: checkpoints by slice, the members that share them, the versions that have begun, parked events, and changes. */
export const projectionMigrations: MigrationSet = {
  name: 'projections',
  steps: [
    {
      name: '001-checkpoints',
      statements: ({ schema }) => [
        `create table ${schema}.projection_checkpoints (
          tenant_id text not null,
          projection_id text not null,
          version integer not null,
          slice integer not null,
          position bigint not null,
          epoch bigint not null,
          owner text,
          updated_at timestamptz not null,
          primary key (tenant_id, projection_id, version, slice)
        ) with (fillfactor = 50)`, // every batch updates its row in place: room for it keeps the update off the index
        `create index projection_checkpoints_owner on ${schema}.projection_checkpoints (tenant_id, owner)
          where owner is not null`,
      ],
    },
    {
      name: '002-members',
      statements: ({ schema }) => [
        `create table ${schema}.projection_members (
          tenant_id text not null,
          member_id text not null,
          runs jsonb not null,
          until timestamptz not null,
          primary key (tenant_id, member_id)
        ) with (fillfactor = 50)`,
      ],
    },
    {
      name: '003-versions',
      statements: ({ schema }) => [
        `create table ${schema}.projection_versions (
          tenant_id text not null,
          projection_id text not null,
          version integer not null,
          slices integer not null,
          begun_at timestamptz not null default now(),
          primary key (tenant_id, projection_id, version)
        )`,
      ],
    },
    {
      name: '004-dead-letters',
      statements: ({ schema }) => [
        `create table ${schema}.projection_dead_letters (
          tenant_id text not null,
          projection_id text not null,
          version integer not null,
          event_id text not null,
          key text collate "C" not null,
          slice integer not null,
          event_type text not null,
          stream_id text not null,
          stream_version bigint not null,
          global_position bigint not null,
          parked_order bigint generated always as identity,
          payload json not null,
          cause text,
          code text,
          message text,
          attempts integer not null,
          parked_at timestamptz not null default now(),
          tried_at timestamptz,
          primary key (tenant_id, projection_id, version, event_id)
        )`,
        `create index projection_dead_letters_key
          on ${schema}.projection_dead_letters (tenant_id, projection_id, version, key, global_position)`,
      ],
    },
    {
      name: '005-changes',
      statements: ({ schema }) => [
        `create table ${schema}.projection_changes (
          tenant_id text not null,
          change_id bigint generated always as identity,
          xid xid8 not null default pg_current_xact_id(),
          projection_id text not null,
          version integer not null,
          keys text[],
          position bigint not null,
          resume_position bigint not null,
          out_of_order boolean not null,
          changed_at timestamptz not null default clock_timestamp(),
          primary key (tenant_id, change_id)
        )`,
        `create index projection_changes_xid on ${schema}.projection_changes (tenant_id, xid)`,
        `create index projection_changes_out_of_order on ${schema}.projection_changes (tenant_id, projection_id, change_id)
          where out_of_order`,
        `create table ${schema}.projection_changes_forgotten (
          tenant_id text not null,
          projection_id text not null,
          change_id bigint not null,
          position bigint not null,
          primary key (tenant_id, projection_id)
        )`,
      ],
    },
    {
      name: '006-version-states',
      statements: ({ schema }) => [
        `alter table ${schema}.projection_versions
          add column state text not null default 'active'
            check (state in ('building', 'active', 'retired', 'cancelled')),
          add column tables text[] not null default '{}',
          add column activated_at timestamptz,
          add column retired_at timestamptz,
          add column dropped_at timestamptz`,
        `create table ${schema}.projection_states (
          tenant_id text not null,
          projection_id text not null,
          active_version integer,
          is_paused boolean not null default false,
          events_per_second integer,
          primary key (tenant_id, projection_id)
        ) with (fillfactor = 50)`, // inline projections lock its rows
        `insert into ${schema}.projection_states (tenant_id, projection_id, active_version)
          select tenant_id, projection_id, max(version) from ${schema}.projection_versions group by 1, 2`,
        `update ${schema}.projection_versions begun set
            state = case when begun.version = known.active_version then 'active' else 'retired' end,
            activated_at = begun_at,
            retired_at = case when begun.version = known.active_version then null else now() end
          from ${schema}.projection_states known
          where known.tenant_id = begun.tenant_id and known.projection_id = begun.projection_id`,
      ],
    },
  ],
}
