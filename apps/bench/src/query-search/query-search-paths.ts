import type { Path } from '../suite/path.ts'
import { findPath } from './find/find-path.ts'
import { facetPath } from './facets/facet-path.ts'
import { graphPaths } from './graph/graph-paths.ts'
import { onDatabases, type DatabaseChoice } from './on-databases.ts'
import { hybridPath } from './hybrid/hybrid-path.ts'
import { livePath } from './live/live-path.ts'
import type { SearchPath } from './search-path.ts'
import { vectorPaths } from './vector/vector-paths.ts'

/** Asking read models against the same statements by hand. */
const paths: readonly SearchPath[] = [
  findPath,
  facetPath({ id: 'facets', products: 20_000, searches: 60 }),
  ...vectorPaths,
  ...graphPaths,
  hybridPath({ id: 'hybrid', products: 20_000, questions: 50 }),
  livePath({ id: 'live', subscribers: 1_000 }),
]

/** Each path on every database that can run it. */
export function querySearchPaths(choice: DatabaseChoice): readonly Path[] {
  return onDatabases(paths, choice)
}
