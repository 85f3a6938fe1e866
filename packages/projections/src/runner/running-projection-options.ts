import type { Clock, EventStore, Logger, ProjectionChangeLog } from '@uno-ts/types'
import type { InProcessChangeFeed } from '../change/in-process-change-feed.ts'
import type { ErrorHandling } from '../failure/error-handling.ts'
import type { ProjectionTelemetry } from '../telemetry/projection-telemetry.ts'
import type { BatchSizeOptions } from './batch-size.ts'
import type { BatchTarget } from './commit-batch.ts'

/** What a process has done for a projection since it began. */
export interface ProjectionStats {
  /** Events handled, those that were refused included. */
  readonly handled: number
  /** How often something was tried again. */
  readonly retried: number
  /** Events passed over. */
  readonly skipped: number
  /** Events parked because a handler refused them; those that wait behind them do not count. */
  readonly parked: number
}

/** What a {@link RunningProjection} is made of. */
export interface RunningProjectionOptions {
  readonly target: BatchTarget
  readonly memberId: string
  readonly eventStore: EventStore
  readonly changes: InProcessChangeFeed
  /** Where a swap is noted for other processes. Default: it is not. */
  readonly changeLog?: ProjectionChangeLog | undefined
  readonly clock: Clock
  readonly logger: Logger
  readonly telemetry: ProjectionTelemetry
  readonly batchSize: BatchSizeOptions
  readonly checkpointIntervalMs: number
  /** What becomes of refused events where the definition does not say. */
  readonly onError: ErrorHandling
  /** Over how many workers its slices are divided here. */
  readonly parallelism: number
  /** Says that this process should look who holds what. */
  readonly onLoss: () => void
  /** Says that something was committed here. */
  readonly onCommit: () => void
  /** Says that queries read another version, or that all processes were told something. */
  readonly onSteer: () => void
}
