import type { Path } from '../../suite/path.ts'
import { projectionPath } from '../projection-path.ts'
import { readOnly, unoTsFold } from './catch-up-contenders.ts'
import { emmettConsumer } from './emmett-projecting.ts'

/** From an empty table to the end of the log, by a fold. */
export const catchUpPaths: readonly Path[] = [
  projectionPath({
    id: 'catch-up',
    events: 200_000,
    eventsAStream: 200,
    openStreams: 1_000,
    contenders: [unoTsFold, readOnly],
    targets: [{ ours: unoTsFold.name, against: readOnly.name, ratio: 0.6 }],
    rounds: 9,
  }),
  projectionPath({
    id: 'catch-up-emmett',
    events: 10_000,
    eventsAStream: 10,
    openStreams: 1_000,
    contenders: [unoTsFold, emmettConsumer],
    targets: [{ ours: unoTsFold.name, against: emmettConsumer.name, ratio: 10 }],
    rounds: 5,
  }),
]
