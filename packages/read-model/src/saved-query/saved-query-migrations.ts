import type { MigrationSet } from '@uno-ts/types'

/** The table of saved queries, for the event store's `migrate`. */
export const savedQueryMigrations: MigrationSet = {
  name: 'saved-queries',
  steps: [
    {
      name: '001-saved-queries',
      statements: ({ schema }) => [
        `create table ${schema}.saved_queries (
          tenant_id text collate "C" not null,
          query_id text collate "C" not null,
          name text collate "C" not null,
          read_model text collate "C" not null,
          definition jsonb not null,
          updated_at timestamptz not null default now(),
          primary key (tenant_id, query_id)
        )`,
        `create index saved_queries_name on ${schema}.saved_queries (tenant_id, name)`,
        `create index saved_queries_read_model on ${schema}.saved_queries (tenant_id, read_model)`,
      ],
    },
  ],
}
