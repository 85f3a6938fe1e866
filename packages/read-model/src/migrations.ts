/**
 * The tables of this package beside those of read models, for `migrate`.
 *
 * @packageDocumentation
 */
export { projectionRegistryMigrations } from './projection/registry-migrations.ts'
export { readModelMigrations } from './table/read-model-migrations.ts'
export { savedQueryMigrations } from './saved-query/saved-query-migrations.ts'
export { materializedViewMigrations } from './view/view-migrations.ts'
