import type { Path } from '../suite/path.ts'
import { catchUpPaths } from './catch-up/catch-up-paths.ts'
import { handlerPaths } from './handler/handler-paths.ts'
import { idlePath } from './idle/idle-path.ts'
import { inlinePaths } from './inline/inline-paths.ts'
import { visiblePath } from './lag/visible-path.ts'
import { rebuildPaths } from './rebuild/rebuild-paths.ts'
import { workersPath } from './workers/workers-path.ts'

/** Projections against what one writes by hand, and rivals. */
export const projectionPaths: readonly Path[] = [
  ...catchUpPaths,
  ...handlerPaths,
  ...rebuildPaths,
  ...inlinePaths,
  visiblePath({ id: 'lag-p50', perCent: 50, allowedMs: 15, times: 1_000, everyMs: 10 }),
  visiblePath({ id: 'lag-p99', perCent: 99, allowedMs: 40, times: 1_000, everyMs: 10 }),
  workersPath({ id: 'workers', events: 8_000, rounds: 5 }),
  idlePath({ id: 'idle', projections: 50, slices: 256, forMs: 10_000 }),
]
