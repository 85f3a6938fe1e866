import type { GlobalPosition } from '../identity/global-position.ts'
import type { ProjectionId } from '../identity/branded-ids.ts'
import type { TransactionHandle } from '../unit-of-work/transaction-handle.ts'

/** A projection in one of its versions. */
export interface ProjectionVersion {
  readonly projectionId: ProjectionId
  /** Raised to rebuild. */
  readonly version: number
}

/** A process, or a part of one, that runs projections. */
export interface ProjectionMember {
  /** Unique; a process that starts again is another member. */
  readonly memberId: string
  /** What it can run. */
  readonly runs: readonly ProjectionVersion[]
}

/** Slices of one projection that a member should hold. */
export interface WantedSlices extends ProjectionVersion {
  readonly slices: readonly number[]
}

/** A slice as it was handed out. */
export interface HeldSlice extends ProjectionVersion {
  readonly slice: number
  /** Rises with every change of owner; writes are guarded by it. */
  readonly epoch: bigint
  /** Where its checkpoint stands. */
  readonly position: GlobalPosition
}

/** What the store says a member holds of one projection, summed up: what differs from what it believes was lost. */
export interface HeldSummary extends ProjectionVersion {
  readonly slices: number
  /** The sum of their epochs. */
  readonly epochs: bigint
}

/** What a renewal tells. */
export interface Membership {
  /** Who is alive, the renewed member included. */
  readonly members: readonly ProjectionMember[]
  /** What the member holds; projections of which it holds nothing are left out. */
  readonly held: readonly HeldSummary[]
}

/** Where one slice stands, and who holds it. */
export interface SliceStatus extends HeldSlice {
  /** The member that holds it; `undefined` when nobody alive does. */
  readonly holder: string | undefined
  readonly updatedAt: Date
}

/** Which slices are taken away. */
export interface ReclaimOptions {
  /** Default: all. */
  readonly slices?: readonly number[] | undefined
  /** Where their checkpoints go. Default: they stay. */
  readonly position?: GlobalPosition | undefined
  /** Where it is written. Default: a transaction of the store's own. */
  readonly transaction?: TransactionHandle | undefined
}

/**
 * Shares the slices of projections among the members that are alive. Time is the store's own clock: no member's clock
 * counts. A member is alive for `ttlMs` after it was last renewed, whatever number of slices it holds.
 */
export interface SliceLeaseStore {
  /** Prolongs a member's life and answers who is alive, and what the member holds: one statement. */
  renew(member: ProjectionMember, options: { readonly ttlMs: number }): Promise<Membership>
  /**
   * Takes those of the wanted slices that nobody alive holds, this member's own included: one statement for all. Slices
   * that were never handed out begin at the origin. An epoch rises with every claim. Those of a version that was replaced or
   * given up are not handed out.
   */
  claim(memberId: string, wanted: readonly WantedSlices[]): Promise<readonly HeldSlice[]>
  /** Gives slices back, for others to take at once. Harmless when they were lost. */
  release(memberId: string, slices: readonly WantedSlices[]): Promise<void>
  /** Ends a member's life: all it holds is free at once. */
  leave(memberId: string): Promise<void>
  /**
   * Takes slices away from their holders, and waits for batches they are committing: for work that must not meet them. With
   * `position`, checkpoints go there: for a rebuild, in the transaction that empties the rows.
   */
  reclaim(projection: ProjectionVersion, options?: ReclaimOptions): Promise<void>
  /** Every slice of a projection that was ever handed out, by number. */
  status(
    projection: ProjectionVersion,
    options?: { readonly transaction?: TransactionHandle | undefined },
  ): Promise<readonly SliceStatus[]>
}
