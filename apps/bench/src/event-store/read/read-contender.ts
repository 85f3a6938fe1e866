import type { RecordedEvent } from '@uno-ts/types'
import type { Pool } from 'pg'

/** Somebody who reads the tables of the event store, and gives events as the store does. */
export interface ReadContender {
  readonly name: string
  open(pool: Pool): OpenReadContender
}

/** A reader, ready. */
export interface OpenReadContender {
  /** Reads a stream from its first event to its last. */
  load(streamId: string): Promise<readonly RecordedEvent[]>
  /** Shows each event of the log, in ascending position. */
  readAll(each: (event: RecordedEvent) => void): Promise<void>
}
