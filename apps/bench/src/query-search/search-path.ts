import type { Pool } from 'pg'
import type { OpenPath, Path } from '../suite/path.ts'

/** A path of the suite before it is said on which database it runs. */
export interface SearchPath extends Omit<Path, 'open' | 'settings'> {
  /** What its database must be able to do beside PostgreSQL itself. Default: nothing. */
  readonly extensions?: readonly SearchExtension[] | undefined
  /** Prepares all contenders side by side in one empty database, and checks that their output is equal. */
  open(database: SearchDatabase): Promise<OpenPath>
}

/** An extension that some databases of a run have. It is there, but not created. */
export type SearchExtension = 'vector' | 'age'

/** An empty database of one path. Whoever gives it closes it after the path. */
export interface SearchDatabase {
  /** One connection where the database is embedded: never ask for a second one while holding the first. */
  readonly pool: Pool
}
