import type { AppendContender } from '../append/append-contender.ts'
import { unoTsWith } from './uno-ts.ts'

/** The event store with a transaction for each append. */
export const ungrouped: AppendContender = unoTsWith({
  name: 'uno-ts, floor on',
  groupLanes: Number.POSITIVE_INFINITY,
})
