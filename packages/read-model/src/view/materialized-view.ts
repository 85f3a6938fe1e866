import type { RawBuilder, SelectQueryBuilder } from 'kysely'

/* oxlint-disable typescript/no-explicit-any -- Kysely is invariant in its tables: only `any` accepts every query. */

/** A query whose rows a view holds: built by Kysely, values and all. */
export type ViewQuery = SelectQueryBuilder<any, any, any> | RawBuilder<any>

/* oxlint-enable typescript/no-explicit-any */

/** A materialized view as a value. */
export interface MaterializedViewDefinition {
  /** Names the view: lower case words joined by `_`. */
  readonly name: string
  /**
   * What it holds. Tables are named with their schema. Its values become part of the view: pass none that users give.
   */
  readonly query: ViewQuery
  /** Columns that tell its rows apart. Readers go on reading then while it is refreshed. Default: they wait. */
  readonly uniqueKey?: readonly string[] | undefined
  /** Further indexes: the columns of each. Default: none. */
  readonly indexes?: readonly (readonly string[])[] | undefined
  /** How often the schedule refreshes it, in milliseconds. Default: only when it is told to. */
  readonly refreshEveryMs?: number | undefined
}

/** What one refresh did. */
export interface ViewRefresh {
  readonly name: string
  /** Whether readers could go on reading. */
  readonly concurrently: boolean
  /** The view holds everything that was committed before. */
  readonly refreshedAt: Date
  readonly durationMs: number
}

/** Where a view stands. */
export interface MaterializedViewStatus {
  readonly name: string
  /** Whether the database has it: somebody may have dropped it by hand. */
  readonly exists: boolean
  /** Whether a refresh lets readers go on. */
  readonly canRefreshConcurrently: boolean
  readonly refreshEveryMs: number | undefined
  /** The view holds everything that was committed before. */
  readonly lastRefreshedAt: Date
  readonly lastDurationMs: number
  /** The last refresh that failed, unless a later one did not. */
  readonly lastFailure: ViewFailure | undefined
}

/** A refresh that failed: the rows are those of the refresh before it. */
export interface ViewFailure {
  readonly at: Date
  /** The error's code, and the database's where it has one: `ERR_DATABASE (22012)`. */
  readonly reason: string
}
