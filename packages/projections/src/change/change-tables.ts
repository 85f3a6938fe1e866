import type { TenantId } from '@uno-ts/types'
import { sql, type Kysely, type RawBuilder } from 'kysely'

/** Where the tables of changes are, and whose rows count. */
export interface ChangeTables {
  readonly db: Kysely<any>
  readonly schema: string
  readonly tenant: TenantId
}

/** The changes that are kept. */
export function changes({ schema }: ChangeTables): RawBuilder<unknown> {
  return sql.id(schema, 'projection_changes')
}

/** How far the changes of each projection are forgotten. */
export function forgottenChanges({ schema }: ChangeTables): RawBuilder<unknown> {
  return sql.id(schema, 'projection_changes_forgotten')
}
