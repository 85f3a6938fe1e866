import type { EventQuery } from '@uno-ts/types'

/** What one process read before it decided. */
export interface Reading {
  readonly query: EventQuery
  /** The position its marker stands for. */
  readonly marker: string
  /** The tokens of the events it was given, in their order. */
  readonly tokens: readonly string[]
}

/** One try of one process to append. */
export interface Attempt {
  /** What it forbids to have happened; absent for an append without a condition. */
  readonly reading?: Reading | undefined
  /** The tokens of its events. */
  readonly tokens: readonly string[]
  readonly outcome: 'committed' | 'refused' | 'rolled back'
}

/** One event of the log, as the oracle sees it. */
export interface LoggedEvent {
  readonly position: bigint
  readonly token: string
  readonly type: string
  readonly tags: readonly string[]
}
