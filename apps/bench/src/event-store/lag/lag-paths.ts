import type { Path } from '../../suite/path.ts'
import { allowance, otherProcess, sameProcess } from './lag-contenders.ts'
import { lagPath } from './lag-path.ts'

/** From append to subscriber. */
export const lagPaths: readonly Path[] = [
  lagPath({
    id: 'lag',
    times: 1_000,
    everyMs: 10,
    targets: [sameProcess, otherProcess].map(({ name }) => ({
      ours: name,
      against: allowance.name,
      ratio: 1,
    })),
  }),
]
