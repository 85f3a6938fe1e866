import type { ReadHistory } from '../event-store/read/read-history.ts'
import type { OrderTotals } from './order-totals.ts'

/** Somebody who goes through the same log, before it has been given a database. */
export interface ProjectionContender {
  readonly name: string
  /** Writes the history into its own store, in a database of its own. */
  open(url: string, history: ReadHistory): Promise<OpenProjectionContender>
}

/** Somebody who goes through the log, ready. */
export interface OpenProjectionContender extends AsyncDisposable {
  /** Makes everything as it was before the first event, which is not measured. */
  reset(): Promise<void>
  /** Handles the whole log. */
  handle(): Promise<unknown>
  /** What it made of the log, in the order of the keys; absent where it only reads. */
  totals?(): Promise<readonly OrderTotals[]>
}
