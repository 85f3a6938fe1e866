import type { Path } from '../suite/path.ts'
import { appendPaths } from './append/append-paths.ts'
import { conditionPaths } from './condition/condition-paths.ts'
import { importPaths } from './import/import-paths.ts'
import { lagPaths } from './lag/lag-paths.ts'
import { readPaths } from './read/read-paths.ts'
import { rivalPaths } from './rival/rival-paths.ts'

/** The event store against the raw database and rivals. */
export const eventStorePaths: readonly Path[] = [
  ...appendPaths,
  ...importPaths,
  ...conditionPaths,
  ...readPaths,
  ...lagPaths,
  ...rivalPaths,
]
