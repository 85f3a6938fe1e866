import type { Path } from '../../suite/path.ts'
import { conditional, conditionPath, unconditional } from './condition-path.ts'

/** Appending under a dynamic consistency boundary: what the condition costs. */
export const conditionPaths: readonly Path[] = [
  conditionPath({
    id: 'dcb',
    inFlight: 32,
    connections: 32,
    appends: 4_000,
    targets: [{ ours: conditional, against: unconditional, ratio: 0.8 }],
  }),
]
