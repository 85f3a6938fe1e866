import type { GlobalPosition } from '../identity/global-position.ts'
import type { ProjectionVersion } from '../projection/slice-lease-store.ts'
import type { TransactionHandle } from '../unit-of-work/transaction-handle.ts'

/** One commit of a projection, for those who hear of it in other processes. */
export interface LoggedChange extends ProjectionVersion {
  /** Into how many slices the projection is divided. */
  readonly slices: number
  /** The keys whose rows changed; `undefined` means too many to name. */
  readonly keys: readonly string[] | undefined
  /** Where the batch ended. */
  readonly position: GlobalPosition
  /**
   * It was made at a position that was told before, as by a rebuild: whoever resumes hears of it, and of what followed,
   * whatever the positions. Default false.
   */
  readonly outOfOrder?: boolean | undefined
}

/** Keeps for a while what projections changed, in the transaction that changed it. */
export interface ProjectionChangeLog {
  /** Notes a change. The checkpoints of the transaction have been moved before. */
  append(
    change: LoggedChange,
    options: { readonly transaction?: TransactionHandle | undefined },
  ): Promise<void>
  /** Forgets changes older than this, in milliseconds. Answers how many. */
  forget(options: { readonly olderThanMs: number }): Promise<number>
}
