import type { Path, Target } from '../suite/path.ts'
import { rowsByHand, unoTsRows } from './row-contenders.ts'
import { getPath, saveManyPath, streamPath } from './row-path.ts'

const contenders = [unoTsRows, rowsByHand]
const atLeast = (ratio: number): readonly Target[] => [
  { ours: unoTsRows.name, against: rowsByHand.name, ratio },
]

/** Rows of a read model in the database: one by one, many at a time, all of them. */
export const rowPaths: readonly Path[] = [
  getPath({ id: 'get', rows: 100_000, gets: 2_000, contenders, targets: atLeast(0.9) }),
  saveManyPath({
    id: 'save-many',
    rows: 100_000,
    saves: 10,
    rowsASave: 1_000,
    contenders,
    targets: atLeast(0.85),
  }),
  streamPath({ id: 'stream', rows: 1_000_000, contenders, targets: atLeast(0.85), rounds: 5 }),
]
