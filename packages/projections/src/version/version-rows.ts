import type { TenantId } from '@uno-ts/types'
import { sql, type Kysely, type RawBuilder } from 'kysely'

/** Where the tables of versions are, and whose rows count. */
export interface VersionRows {
  readonly db: Kysely<any>
  readonly schema: string
  readonly tenant: TenantId
}

/** The versions, a row each. */
export function versions({ schema }: VersionRows): RawBuilder<unknown> {
  return sql.id(schema, 'projection_versions')
}

/** The projections, a row each: it says which version is active, and is locked to keep that as it is. */
export function states({ schema }: VersionRows): RawBuilder<unknown> {
  return sql.id(schema, 'projection_states')
}
