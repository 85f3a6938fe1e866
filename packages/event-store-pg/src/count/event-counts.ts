import type { TenantId } from '@uno-ts/types'

/** How {@link EventCounts} are made. */
export interface CountOptions {
  /** Default: all tenants together. */
  readonly tenant?: TenantId | undefined
  /**
   * Counts every row, which takes seconds for tens of millions. Default false: at most 1,000 pages of each table are
   * looked at and the rest is inferred, within some percent; small tables are counted exactly in any case.
   */
  readonly exact?: boolean | undefined
  /** Aborts while waiting, by throwing its reason. Default: nobody does. */
  readonly signal?: AbortSignal | undefined
}

/** Events of one type. */
export interface TypeCount {
  readonly type: string
  /** In the log. */
  readonly events: number
  /** In the archive. */
  readonly archivedEvents: number
}

/** Streams and events of one category. */
export interface CategoryCount {
  readonly category: string
  /** All of them. */
  readonly streams: number
  /** Those that are archived. */
  readonly archivedStreams: number
  /** In the log. */
  readonly events: number
  /** In the archive. */
  readonly archivedEvents: number
}

/** How much a store holds. */
export interface EventCounts {
  /** Whether every row was counted. */
  readonly exact: boolean
  readonly streams: number
  readonly archivedStreams: number
  readonly events: number
  readonly archivedEvents: number
  /** The most events first. */
  readonly byCategory: readonly CategoryCount[]
  /** The most events first. */
  readonly byType: readonly TypeCount[]
}
