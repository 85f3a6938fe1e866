import type { Path } from '../suite/path.ts'
import { appendPath } from './append/append-path.ts'
import { emmett } from './contender/emmett.ts'
import { preparedInsert } from './contender/prepared-insert.ts'
import { unoTs } from './contender/uno-ts.ts'

const againstInsert = (ratio: number) => [{ ours: unoTs.name, against: preparedInsert.name, ratio }]

/** The event store against the raw database and rivals. */
export const eventStorePaths: readonly Path[] = [
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
    appends: 2_000,
    contenders: [unoTs, emmett],
    targets: [{ ours: unoTs.name, against: emmett.name, ratio: 7 }],
  }),
]
