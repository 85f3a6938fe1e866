/** The extensions this package can make use of. */
export type ExtensionName = 'pg_trgm' | 'unaccent' | 'vector' | 'age'

/** Every extension this package can make use of. */
export const extensionNames: readonly ExtensionName[] = ['pg_trgm', 'unaccent', 'vector', 'age']

/** What a database has of one extension. */
export interface ExtensionState {
  /** Whether the server has its files: `create extension` would find it. */
  readonly available: boolean
  /** Whether this database has it: calls that need it work. */
  readonly installed: boolean
  /** The version that is installed, or else the one that would be. */
  readonly version: string | undefined
  /** The schema that holds its types and functions, where it is installed. */
  readonly schema: string | undefined
}

/** What a database can do. */
export interface DatabaseCapabilities {
  /** As the server tells it: `18.4`. */
  readonly serverVersion: string
  /** The first number of it: 18. */
  readonly serverMajor: number
  readonly extensions: Readonly<Record<ExtensionName, ExtensionState>>
}
