import type { TenantId } from '@uno-ts/types'

/** How long the streams of a category stay in the log. */
export interface RetentionRule {
  readonly category: string
  /** A stream is archived when its last event is older than this, in milliseconds. */
  readonly archiveAfterMs: number
}

/** How {@link EventStoreManager.applyRetention} goes about it. */
export interface RetentionOptions {
  /** What ages are measured against. */
  readonly now: Date
  /** The greatest number of streams of one transaction. Default 100. */
  readonly batchSize?: number | undefined
  /** Default: the manager's own. */
  readonly tenant?: TenantId | undefined
  /** Ends it between two batches. */
  readonly signal?: AbortSignal | undefined
}

/** What became of the streams of one category. */
export interface RetainedCategory {
  readonly category: string
  /** How many streams were archived. */
  readonly streams: number
  /** How many events they have. */
  readonly events: number
}
