import { defaultTenant, type TenantId } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import type { AnyKysely } from '../repository/any-kysely.ts'

/** Where what is kept about projections is. */
export interface ProjectionRegistryOptions {
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /** The schema that holds the tables of `projectionRegistryMigrations`. Default `uno`. */
  readonly schema?: string | undefined
  /** Whose projections they are. Default `default`. */
  readonly tenant?: TenantId | undefined
}

/** One of the tables. */
export interface RegistryTable {
  readonly db: AnyKysely
  readonly name: RawBuilder<unknown>
  readonly tenant: TenantId
}

/** Finds one of the tables. */
export function registryTable(
  { db, schema = 'uno', tenant = defaultTenant }: ProjectionRegistryOptions,
  table: string,
): RegistryTable {
  return { db: db.withoutPlugins(), name: sql.id(schema, table), tenant } // a plugin that renames columns would rename ours
}
