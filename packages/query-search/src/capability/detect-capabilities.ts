import type { ReadModelOptions } from '@uno-ts/types'
import { sql, type RawBuilder } from 'kysely'
import type { AnyKysely } from '../statement/any-kysely.ts'
import { runStatement } from '../statement/run-statement.ts'
import {
  extensionNames,
  type DatabaseCapabilities,
  type ExtensionName,
  type ExtensionState,
} from './database-capabilities.ts'

/**
 * Finds out what a database can do, with one statement. What is missing is told, never thrown.
 *
 * @throws DatabaseError when the database does not answer
 *
 * @example
 * ```ts
 * import { detectCapabilities } from '@uno-ts/query-search'
 * import type { Kysely } from 'kysely'
 *
 * export async function tellCapabilities(db: Kysely<unknown>) {
 *   const { serverVersion, extensions } = await detectCapabilities(db)
 *   return `PostgreSQL ${serverVersion}, vectors ${extensions.vector.installed ? 'yes' : 'no'}`
 * }
 * ```
 */
export async function detectCapabilities(
  db: AnyKysely,
  options: Pick<ReadModelOptions, 'signal' | 'transaction'> = {},
): Promise<DatabaseCapabilities> {
  const plain = db.withoutPlugins() // a plugin that renames columns would rename ours
  const records = await runStatement(plain, selectExtensions().compile(plain), options)
  const [{ server, number } = { server: '', number: 0 }] = records
  const state = (wanted: ExtensionName): ExtensionState => {
    const { files, schema, version } = records.find(({ name }) => name === wanted) ?? unknownExtension
    return {
      available: files,
      installed: schema !== null,
      version: version ?? undefined,
      schema: schema ?? undefined,
    }
  }
  return {
    serverVersion: server,
    serverMajor: Math.floor(number / 10_000),
    extensions: {
      pg_trgm: state('pg_trgm'),
      unaccent: state('unaccent'),
      vector: state('vector'),
      age: state('age'),
    },
  }
}

interface ExtensionRecord {
  readonly server: string
  readonly number: number
  readonly name: string
  readonly files: boolean
  readonly version: string | null
  readonly schema: string | null
}

const unknownExtension = { files: false, version: null, schema: null }

/** One row for each of the extensions, whether the server knows it or not. */
function selectExtensions(): RawBuilder<ExtensionRecord> {
  return sql`select
  split_part(current_setting('server_version'), ' ', 1) as server,
  cast(current_setting('server_version_num') as integer) as number,
  wanted.name,
  known.name is not null as files,
  coalesce(had.extversion, known.default_version) as version,
  cast(had.extnamespace as regnamespace)::text as schema
from unnest(cast(${extensionNames} as text[])) as wanted (name)
left join pg_available_extensions as known on known.name = wanted.name
left join pg_extension as had on had.extname = wanted.name`
}
