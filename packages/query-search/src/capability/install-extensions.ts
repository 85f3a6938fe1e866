import { DatabaseError, type ReadModelOptions } from '@uno-ts/types'
import { sql } from 'kysely'
import type { AnyKysely } from '../statement/any-kysely.ts'
import { runStatement } from '../statement/run-statement.ts'
import type { DatabaseCapabilities, ExtensionName } from './database-capabilities.ts'
import { detectCapabilities } from './detect-capabilities.ts'

/**
 * Creates those of the extensions that the server has and the user may create, and tells what the database can do then.
 * What could not be created is told, not thrown: {@link requireCapability} throws in the call that needs it. Safe when
 * many processes start at once; each extension is committed by itself.
 *
 * @throws DatabaseError when the database does not answer
 *
 * @example
 * ```ts
 * import { installExtensions } from '@uno-ts/query-search'
 * import type { Kysely } from 'kysely'
 *
 * export async function prepare(db: Kysely<unknown>) {
 *   const { extensions } = await installExtensions(db, ['pg_trgm', 'vector'])
 *   return extensions.pg_trgm.installed
 * }
 * ```
 */
export async function installExtensions(
  db: AnyKysely,
  names: readonly ExtensionName[],
  options: Pick<ReadModelOptions, 'signal'> = {},
): Promise<DatabaseCapabilities> {
  const { extensions } = await detectCapabilities(db, options)
  const missing = names.filter((name) => extensions[name].available && !extensions[name].installed)
  for (const name of missing) await createExtension(db, name, options)
  return detectCapabilities(db, options)
}

async function createExtension(
  db: AnyKysely,
  name: ExtensionName,
  options: Pick<ReadModelOptions, 'signal'>,
): Promise<void> {
  try {
    await runStatement(db, sql`create extension if not exists ${sql.id(name)}`.compile(db), options)
  } catch (error) {
    if (!(error instanceof DatabaseError && survivable.has(error.sqlState ?? ''))) throw error
  }
}

/**
 * Not allowed; another process was first (unique violation, object exists); files that are listed but cannot be used.
 */
const survivable = new Set(['42501', '23505', '42710', '58P01', '0A000', '55000'])
