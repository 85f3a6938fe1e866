import { CapabilityError } from '@uno-ts/types'
import type { DatabaseCapabilities, ExtensionName } from './database-capabilities.ts'

/**
 * Demands an extension, for the call that needs it.
 *
 * @throws CapabilityError naming the extension and how to get it on this server
 *
 * @example
 * ```ts
 * import { detectCapabilities, requireCapability } from '@uno-ts/query-search'
 * import type { Kysely } from 'kysely'
 *
 * export async function assertVectors(db: Kysely<unknown>) {
 *   requireCapability(await detectCapabilities(db), 'vector')
 * }
 * ```
 */
export function requireCapability(capabilities: DatabaseCapabilities, name: ExtensionName): void {
  const { available, installed } = capabilities.extensions[name]
  if (installed) return
  const create = `a superuser runs "create extension ${name}", or the owner of the database where the server allows it`
  throw new CapabilityError(
    name,
    available
      ? `the server has it, this database does not: ${create}`
      : `install ${packageOf(name, capabilities.serverMajor)} on the server, then ${create}`,
  )
}

/** What to install, in the words of Debian's packages. */
function packageOf(name: ExtensionName, major: number): string {
  switch (name) {
    case 'pg_trgm':
    case 'unaccent':
      return `PostgreSQL's additional modules (postgresql-contrib)`
    case 'vector':
      return `pgvector (postgresql-${major}-pgvector; the embedded database opens with extensions: ['vector'])`
    case 'age':
      return `Apache AGE (postgresql-${major}-age; the embedded database opens with extensions: ['age'])`
  }
}
