import type { Path } from '../../suite/path.ts'
import { projectionPath } from '../projection-path.ts'
import { loopByHand, unoTsHandler } from './handler-contenders.ts'

/** A statement for each event. */
export const handlerPaths: readonly Path[] = [
  projectionPath({
    id: 'handler',
    events: 20_000,
    eventsAStream: 20,
    openStreams: 1_000,
    contenders: [unoTsHandler, loopByHand],
    targets: [{ ours: unoTsHandler.name, against: loopByHand.name, ratio: 0.9 }],
    rounds: 7,
  }),
]
