import type { Path } from '../suite/path.ts'
import { onDatabases } from './on-databases.ts'
import type { SearchPath } from './search-path.ts'

/** Asking read models against the same statements by hand. */
const paths: readonly SearchPath[] = []

/** Each path on every database that can run it. */
export const querySearchPaths: readonly Path[] = onDatabases(paths)
