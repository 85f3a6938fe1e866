import { corePaths } from '../core/core-paths.ts'
import { eventStorePaths } from '../event-store/event-store-paths.ts'
import { largeEvents, largePaths } from '../event-store/large/large-paths.ts'
import { httpPaths } from '../http/http-paths.ts'
import { projectionPaths } from '../projections/projection-paths.ts'
import { querySearchPaths } from '../query-search/query-search-paths.ts'
import { readModelPaths } from '../read-model/read-model-paths.ts'
import type { Path } from './path.ts'

/** What suites can be told. */
export interface SuiteOptions {
  /** How many events a large log has. Default: ten million. */
  readonly events?: number | undefined
  /** Whether what asks read models is measured on a server with all extensions too. Default false. */
  readonly full?: boolean | undefined
}

/** Every suite by name. To add a path, put it into its suite's list. */
export function suites({ events = largeEvents, full = false }: SuiteOptions = {}): Readonly<
  Record<string, readonly Path[]>
> {
  return {
    'event-store': eventStorePaths,
    'event-store-large': largePaths({ small: 10_000, large: events }),
    core: corePaths,
    projections: projectionPaths,
    'read-model': readModelPaths,
    'query-search': querySearchPaths({ full }),
    http: httpPaths,
  }
}
