import type { MigrationSet } from '@uno-ts/types'

/**
 * The table in which materialized views are registered, for the event store's `migrate`. A view is of a schema and holds
 * the rows of all tenants, so that its name alone is the key (decision 0014).
 *
 * @example
 * ```ts
 * import { materializedViewMigrations } from '@uno-ts/read-model/migrations'
 *
 * console.log(materializedViewMigrations.steps.map(({ name }) => name))
 * ```
 */
export const materializedViewMigrations: MigrationSet = {
  name: 'materialized-views',
  steps: [
    {
      name: '001-views',
      statements: ({ schema }) => [
        `create table ${schema}.materialized_views (
          name text collate "C" primary key,
          definition text not null,
          refresh_every_ms bigint,
          refreshed_at timestamptz not null,
          duration_ms double precision not null,
          failed_at timestamptz,
          failure text
        )`,
      ],
    },
  ],
}
