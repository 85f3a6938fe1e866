import type { Path } from '../../suite/path.ts'
import { appendPath } from '../append/append-path.ts'
import { act } from '../contender/act.ts'
import { castore } from '../contender/castore.ts'
import { dcbEs } from '../contender/dcb-es.ts'
import { emmett } from '../contender/emmett.ts'
import { evtstore } from '../contender/evtstore.ts'
import { unoTsClaim } from '../contender/uno-ts-claim.ts'
import { unoTs } from '../contender/uno-ts.ts'
import { claimPath } from './claim-path.ts'
import { loadPath } from './load-path.ts'

/** Ours and the others that know streams. */
export const streamStores = [unoTs, emmett, evtstore, castore, act]

/** Ours and the other that knows dynamic consistency boundaries. */
export const boundaryStores = [unoTsClaim, dcbEs]

const streams = { contenders: streamStores, targets: oursAgainst(streamStores) }
const boundaries = { contenders: boundaryStores, targets: oursAgainst(boundaryStores) }

/** The event store beside others for Node.js and PostgreSQL. */
export const rivalPaths: readonly Path[] = [
  appendPath({ id: 'rivals-append-1', inFlight: 1, connections: 1, appends: 400, ...streams }),
  appendPath({ id: 'rivals-append-20', inFlight: 20, connections: 20, appends: 2_000, ...streams }),
  loadPath({ id: 'rivals-load-100', events: 100, streams: 20, passes: 10, ...streams }),
  claimPath({ id: 'rivals-dcb-1', inFlight: 1, connections: 1, appends: 500, ...boundaries }),
  claimPath({ id: 'rivals-dcb-32', inFlight: 32, connections: 32, appends: 1_500, ...boundaries }),
]

/** Rivals are there to be compared with, whatever the ratio. */
function oursAgainst([ours, ...rivals]: readonly { readonly name: string }[]) {
  return rivals.map(({ name }) => ({ ours: ours?.name ?? '', against: name }))
}
