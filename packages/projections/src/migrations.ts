import type { MigrationSet } from '@uno-ts/types'

/** The tables of this package: `projection_checkpoints`. */
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
          updated_at timestamptz not null,
          primary key (tenant_id, projection_id, version, slice)
        ) with (fillfactor = 50)`, // every batch updates its row in place: room for it keeps the update off the index
      ],
    },
  ],
}
