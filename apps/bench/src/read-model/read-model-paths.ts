import type { Path } from '../suite/path.ts'
import { cachePaths } from './cache/cache-paths.ts'
import { rowPaths } from './row-paths.ts'

/** Read models against the raw drivers. */
export const readModelPaths: readonly Path[] = [...rowPaths, ...cachePaths]
