import type { Path } from '../../suite/path.ts'
import { batchPath } from './batch-path.ts'

/** Many commands at once, all or nothing. */
export const batchPaths: readonly Path[] = [
  batchPath({ id: 'batch-atomic', loads: true, ratio: 3 }),
  batchPath({ id: 'batch-atomic-append', loads: false, ratio: 10 }),
]
