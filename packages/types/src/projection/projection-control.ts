import type { GlobalPosition } from '../identity/global-position.ts'
import type { ProjectionId } from '../identity/branded-ids.ts'
import type { Outcome } from '../message/outcome.ts'

/** What a projection is doing in a process; on standby other processes hold all of it. */
export type ProjectionState =
  | 'running'
  | 'catching-up'
  | 'rebuilding'
  | 'standby'
  | 'paused'
  | 'stopped'
  | 'failed'

/** Where a projection stands. */
export interface ProjectionStatus {
  readonly projectionId: ProjectionId
  readonly version: number
  readonly state: ProjectionState
  /** Everything up to here is in the rows. */
  readonly position: GlobalPosition
  /** Where the log ended when this was asked. */
  readonly head: GlobalPosition
  /** Events handled since the process started. */
  readonly handled: number
  /** Events a second, over the last ten seconds. */
  readonly rate: number
  /** Why it stopped, when it did. */
  readonly error?: { readonly code: string; readonly message: string } | undefined
  /** Who holds the lease. */
  readonly holder?: string | undefined
}

/** Steers projections while they run. */
export interface ProjectionControl {
  /** How each projection is doing: where it is, how far behind, what has failed. */
  status(): Promise<readonly ProjectionStatus[]>
  /** Lets a projection rest after the batch in hand, in all processes, also in those that start later. */
  pause(projectionId: ProjectionId): Promise<void>
  /** Lets a projection go on where it was. */
  resume(projectionId: ProjectionId): Promise<void>
  /** Empties the rows and folds the log again. */
  rebuild(
    projectionId: ProjectionId,
    options?: { readonly from?: GlobalPosition | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<void>
  /** Handles parked events again, an outcome each. */
  retryFailedEvents(projectionId: ProjectionId): Promise<readonly Outcome<GlobalPosition>[]>
}
