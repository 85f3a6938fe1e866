import type { Path } from '../../suite/path.ts'
import { byHand, unoTsReader } from './read-contenders.ts'
import { loadPath, readAllPath } from './read-path.ts'

const contenders = [unoTsReader, byHand]
const targets = [{ ours: unoTsReader.name, against: byHand.name, ratio: 0.9 }]

/** Reading: streams one by one, and the log from end to end. */
export const readPaths: readonly Path[] = [
  loadPath({ id: 'load-100', events: 100_000, eventsAStream: 100, loads: 500, contenders, targets }),
  loadPath({ id: 'load-1000', events: 100_000, eventsAStream: 1_000, loads: 100, contenders, targets }),
  readAllPath({ id: 'read-all', events: 1_000_000, eventsAStream: 10, contenders, targets, rounds: 5 }),
]
