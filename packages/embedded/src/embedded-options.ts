import type { Logger } from '@uno-ts/types'
import type { ExtensionName } from './engine/extension.ts'

/** How {@link embedded} opens a database. */
export interface EmbeddedOptions {
  /**
   * The folder that keeps the database; it is made when it is not there. One process at a time may hold it. Default:
   * none, the database lives in memory and goes with the process.
   */
  readonly dir?: string | undefined
  /**
   * Extensions to have: `vector` (pgvector), `age` (Apache AGE), `pg_trgm`, `unaccent`. They are created in the database.
   * Default: none.
   */
  readonly extensions?: readonly ExtensionName[] | undefined
  /** Server settings by name, stronger than ours: `{ work_mem: '16MB' }`. Those that need several processes do nothing. */
  readonly settings?: Readonly<Record<string, string>> | undefined
  /**
   * Where a fresh database is kept, so that the next one starts in a second instead of five: 30 MB for each version and
   * set of extensions. Default: `uno-ts` in the user's cache folder, else in the temporary folder. `false`: nowhere.
   */
  readonly cacheDir?: string | false | undefined
  /** Hears of what was survived: a snapshot that could not be used, an idle client that broke. Default: silent. */
  readonly logger?: Logger | undefined
}
