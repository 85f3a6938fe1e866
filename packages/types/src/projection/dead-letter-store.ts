import type { GlobalPosition } from '../identity/global-position.ts'
import type { StreamId } from '../identity/stream-id.ts'
import type { Json } from '../json/json.ts'
import type { TransactionHandle } from '../unit-of-work/transaction-handle.ts'
import type { ProjectionVersion } from './slice-lease-store.ts'

/** Why an event could not be projected. */
export type ProjectionFailureCause = 'handler' | 'decoding' | 'unknown-type' | 'lease-lost' | 'database'

/** An event that a projection parked: the one it refused, or one of the same key that waits behind it. */
export interface DeadLetter {
  /** Later events of this key wait behind it; those of others go on. */
  readonly key: string
  /** The slice the key falls into. */
  readonly slice: number
  readonly eventId: string
  readonly eventType: string
  readonly streamId: StreamId
  readonly streamVersion: number
  readonly globalPosition: GlobalPosition
  /** What the event says, to be looked at; what JSON cannot say stands there as text. */
  readonly payload: Json
  /** Why it was refused; `undefined` while it only waits behind another. */
  readonly failure:
    | { readonly cause: ProjectionFailureCause; readonly code: string; readonly message: string }
    | undefined
  /** How often it was tried. */
  readonly attempts: number
}

/** A {@link DeadLetter} as it is kept. */
export interface StoredDeadLetter extends DeadLetter {
  readonly parkedAt: Date
  /** When it was tried last; `undefined` while it only waits. */
  readonly triedAt: Date | undefined
}

/** Which dead letters are meant. */
export interface DeadLetterFilter {
  /** Only those of this key. Default: all. */
  readonly key?: string | undefined
  /** Only those of this event. Default: all. */
  readonly eventId?: string | undefined
  /** At most so many. Default 1,000. */
  readonly limit?: number | undefined
}

/** Keeps the events that projections parked, in the transaction that moves their checkpoints. */
export interface DeadLetterStore {
  /** Parks events, or notes that a parked one was refused again. */
  park(
    projection: ProjectionVersion,
    letters: readonly DeadLetter[],
    options?: { readonly transaction?: TransactionHandle | undefined },
  ): Promise<void>
  /** The keys that have parked events. */
  keys(projection: ProjectionVersion): Promise<ReadonlySet<string>>
  /** Parked events, by key and within it in the order of the log. */
  find(
    projection: ProjectionVersion,
    filter?: DeadLetterFilter,
    options?: { readonly transaction?: TransactionHandle | undefined },
  ): Promise<readonly StoredDeadLetter[]>
  /** Removes parked events, because they were handled or are given up. Answers how many there were. */
  remove(
    projection: ProjectionVersion,
    filter: Omit<DeadLetterFilter, 'limit'>,
    options?: { readonly transaction?: TransactionHandle | undefined },
  ): Promise<number>
}
