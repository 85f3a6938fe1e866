import type { StreamId, TenantId } from '@uno-ts/types'

/** Which streams {@link EventStoreManager.archiveWhere} archives. */
export interface ArchiveWhereOptions {
  /** The part of a stream id before the first `-`: `order`. */
  readonly category: string
  /** Streams whose last event was recorded before this time. */
  readonly lastRecordedBefore: Date
  /** The greatest number of streams of one call, and so of one transaction. Default 100. */
  readonly limit?: number | undefined
  /** Goes on after this stream: `next` of the call before. Default: from the first. */
  readonly after?: StreamId | undefined
  /** Default: the manager's own. */
  readonly tenant?: TenantId | undefined
  /** Aborts while waiting, by throwing its reason. Default: nobody does. */
  readonly signal?: AbortSignal | undefined
}

/** What one call of {@link EventStoreManager.archiveWhere} moved. */
export interface ArchivedBatch {
  readonly streams: readonly StreamId[]
  /** How many events they have. */
  readonly events: number
  /** Where the next call goes on; `undefined` when all streams were looked at. */
  readonly next: StreamId | undefined
}
