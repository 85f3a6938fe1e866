import type { Json, SnapshotStore } from '@uno-ts/types'

/**
 * When the state of an aggregate is saved, and how. It is saved after a command has appended its events, as it was before
 * them, when any of the `every…` is reached. Default: every 100 events.
 */
export interface SnapshotOptions<State> {
  /** Keeps the snapshots. It must be the one the event store's `load` looks into. */
  readonly store: SnapshotStore
  /** The version of the state's shape, from 1. Raise it whenever `evolve`, an upcaster or the state's shape changes. */
  readonly schemaVersion: number
  /** So many events after the last snapshot. */
  readonly every?: number | undefined
  /** So many milliseconds after the last snapshot, or after the first event while there is none. */
  readonly everyMs?: number | undefined
  /** So many bytes of JSON in the data of the events after the last snapshot. */
  readonly everyBytes?: number | undefined
  /** A state with more bytes of JSON than this is not saved: reading it would cost more than folding. Default: no bound. */
  readonly maxBytes?: number | undefined
  /**
   * Writes a state as JSON. Default: the state is JSON as it is; one that is not is never saved, and the logger hears of
   * it. Not for a state with dates, bigints, maps or methods.
   */
  readonly toState?: ((state: State) => Json) | undefined
  /** Reads a state from JSON: what {@link toState} wrote, or something broken. Throwing means that it cannot be used. */
  readonly fromState?: ((json: Json) => State) | undefined
}
