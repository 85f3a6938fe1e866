import type { MigrationSet } from '@uno-ts/types'

/** The tables of this package: checkpoints by slice, the members that share them, the versions that have begun, and parked events. */
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
  ],
}
