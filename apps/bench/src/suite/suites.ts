import { batchPaths } from '../core/batch/batch-paths.ts'
import { eventStorePaths } from '../event-store/event-store-paths.ts'
import type { Path } from './path.ts'

/** Every suite by name. To add a path, put it into its suite's list. */
export const suites: Readonly<Record<string, readonly Path[]>> = {
  'event-store': eventStorePaths,
  core: batchPaths,
  projections: [],
  'read-model': [],
  search: [],
  http: [],
}
