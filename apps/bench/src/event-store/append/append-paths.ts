import type { Path } from '../../suite/path.ts'
import { emmett } from '../contender/emmett.ts'
import { multiRowInsert } from '../contender/multi-row-insert.ts'
import { preparedInsert } from '../contender/prepared-insert.ts'
import { unoTs } from '../contender/uno-ts.ts'
import { ungrouped } from '../contender/ungrouped.ts'
import { withoutFloor } from '../contender/without-floor.ts'
import { appendPath } from './append-path.ts'

const againstInsert = (ratio: number) => [{ ours: unoTs.name, against: preparedInsert.name, ratio }]

/** Writing: one event and many, alone and side by side. */
export const appendPaths: readonly Path[] = [
  appendPath({
    id: 'append-1',
    inFlight: 1,
    connections: 1,
    appends: 1_000,
    contenders: [unoTs, preparedInsert],
    targets: againstInsert(0.8),
  }),
  appendPath({
    id: 'append-20',
    inFlight: 20,
    connections: 20,
    appends: 4_000,
    contenders: [unoTs, preparedInsert],
    targets: againstInsert(1.5),
  }),
  appendPath({
    id: 'append-100',
    inFlight: 100,
    connections: 20,
    appends: 8_000,
    contenders: [unoTs, preparedInsert],
    targets: againstInsert(2.5),
  }),
  appendPath({
    id: 'append-20-emmett',
    inFlight: 20,
    connections: 20,
    appends: 4_000,
    contenders: [unoTs, emmett],
    targets: [{ ours: unoTs.name, against: emmett.name, ratio: 7 }],
  }),
  appendPath({
    id: 'append-batch',
    inFlight: 1,
    connections: 1,
    appends: 100,
    eventsAnAppend: 100,
    contenders: [unoTs, multiRowInsert],
    targets: [{ ours: unoTs.name, against: multiRowInsert.name, ratio: 0.85 }],
  }),
  appendPath({
    id: 'safe-order',
    inFlight: 20,
    connections: 20,
    appends: 4_000,
    contenders: [ungrouped, withoutFloor],
    targets: [{ ours: ungrouped.name, against: withoutFloor.name, ratio: 0.9 }],
  }),
]
