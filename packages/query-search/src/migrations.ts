/**
 * The tables of searches, for `migrate`.
 *
 * @packageDocumentation
 */
import type { MigrationSet } from '@uno-ts/types'

/** The tables of this package, for `migrate`. It has none: search reads columns of the read models' own tables. */
export const querySearchMigrations: MigrationSet = { name: 'query-search', steps: [] }

export { graphMigrations } from './graph/table/graph-migrations.ts'
export { vectorMigrations } from './vector/vector-migrations.ts'
