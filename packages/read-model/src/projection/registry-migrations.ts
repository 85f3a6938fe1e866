import type { MigrationSet } from '@uno-ts/types'

/** The tables of what is kept about projections: their definitions, and how they run. */
export const projectionRegistryMigrations: MigrationSet = {
  name: 'projection-registry',
  steps: [
    {
      name: '001-projections',
      statements: ({ schema }) => [
        `create table ${schema}.projections (
          tenant_id text not null,
          projection_id text not null,
          name text not null,
          version integer not null,
          event_types text[] not null,
          read_models text[] not null,
          active boolean not null,
          updated_at timestamptz not null default now(),
          primary key (tenant_id, projection_id)
        )`,
      ],
    },
    {
      name: '002-projector-configurations',
      statements: ({ schema }) => [
        `create table ${schema}.projector_configurations (
          tenant_id text not null,
          projection_id text not null,
          batch_size integer not null check (batch_size >= 1),
          poll_interval_ms integer not null check (poll_interval_ms >= 1),
          error_strategy text not null check (error_strategy in ('stop', 'skip', 'retry', 'deadLetter')),
          parallelism integer not null check (parallelism >= 1),
          custom json,
          updated_at timestamptz not null default now(),
          primary key (tenant_id, projection_id)
        )`,
      ],
    },
  ],
}
