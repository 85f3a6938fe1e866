import type { Path } from '../suite/path.ts'
import { batchPaths } from './batch/batch-paths.ts'
import { busPaths } from './bus/bus-paths.ts'
import { commandPaths } from './command/command-paths.ts'

/** Commands: the way to a handler, what a handler does, and many at once. */
export const corePaths: readonly Path[] = [...busPaths, ...commandPaths, ...batchPaths]
