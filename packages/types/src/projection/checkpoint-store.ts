import type { GlobalPosition } from '../identity/global-position.ts'
import type { ProjectionId } from '../identity/branded-ids.ts'
import type { TenantId } from '../identity/tenant.ts'
import type { TransactionHandle } from '../unit-of-work/transaction-handle.ts'

/** Whose checkpoint it is. */
export interface CheckpointKey {
  readonly projectionId: ProjectionId
  /** Raised to rebuild. */
  readonly version: number
  /** From 0; a projection has one slice unless it says more. */
  readonly slice?: number | undefined
  readonly tenant?: TenantId | undefined
}

/** How far a projection has come. */
export interface Checkpoint {
  readonly position: GlobalPosition
  readonly updatedAt: Date
}

/** Moves the checkpoint of one slice. */
export interface SliceMove {
  readonly slice: number
  readonly from: GlobalPosition
  readonly to: GlobalPosition
  /** The lease's. */
  readonly epoch: bigint
}

/** Keeps how far each projection has come. */
export interface CheckpointStore {
  /** `undefined` when the projection has never run. */
  load(key: CheckpointKey): Promise<Checkpoint | undefined>
  /**
   * Moves the checkpoint forward inside the transaction that wrote the rows.
   *
   * @param options - `from` is the position the batch started after, `epoch` the lease's
   * @throws LeaseLostError when the checkpoint is not at `from`, or a later epoch has written: roll back, nothing counts
   */
  save(
    key: CheckpointKey,
    position: GlobalPosition,
    options: {
      readonly from: GlobalPosition
      readonly epoch?: bigint | undefined
      readonly transaction?: TransactionHandle | undefined
    },
  ): Promise<void>
  /**
   * Moves checkpoints of several slices forward at once, all or none, guarded as {@link CheckpointStore.save} guards one:
   * each must be at its `from`, and its epoch the one given.
   *
   * @throws LeaseLostError when one of them is not: roll back, nothing counts
   */
  saveSlices(
    key: CheckpointKey,
    moves: readonly SliceMove[],
    options?: { readonly transaction?: TransactionHandle | undefined },
  ): Promise<void>
  /** Sets the checkpoint back, for a rebuild. */
  reset(key: CheckpointKey, options?: { readonly transaction?: TransactionHandle | undefined }): Promise<void>
}
