import type { Path } from '../../suite/path.ts'
import { projectionPath } from '../projection-path.ts'
import { insertSelect, unoTsRebuilding } from './rebuild-contenders.ts'

const history = { events: 200_000, eventsAStream: 200, openStreams: 1_000, rounds: 9 }

function against(ratio: number) {
  return [{ ours: 'uno-ts', against: insertSelect.name, ratio }]
}

/** A tally that is made anew inside the database. */
export const rebuildPaths: readonly Path[] = [
  projectionPath({
    id: 'rebuild-sql',
    ...history,
    contenders: [unoTsRebuilding({ resumable: true }), insertSelect],
    targets: against(0.35),
  }),
  projectionPath({
    id: 'rebuild-sql-once',
    ...history,
    contenders: [unoTsRebuilding({ resumable: false }), insertSelect],
    targets: against(0.8),
  }),
]
