import type { Event, GlobalPosition, Json, ProjectionContext, RecordedEvent, StreamId } from '@uno-ts/types'
import type { Transaction } from 'kysely'

/** When states are kept. */
export interface SnapshotConfig {
  /** A state is kept when it is so many events further than the last one that was. */
  readonly every: number
  /** The version of the state's shape: raise it when `evolve` changes, and states that were kept are not used. */
  readonly schemaVersion: number
}

/** The state of one stream, to be written. */
export interface FoldedStream<State> {
  readonly streamId: StreamId
  readonly state: State
  /** The version of the last event that is folded in. */
  readonly streamVersion: number
  /** Its position; `undefined` when no event came after the state that was kept. */
  readonly position: GlobalPosition | undefined
}

/** One row a stream, as a fold whose states can be kept: long streams are rebuilt from a state and what came after. */
export interface SnapshotProjection<State extends Json, Events extends Event, Database> {
  /** What it is called; its states are kept under this name. */
  readonly name: string
  /** Whose streams: those of this category. */
  readonly category: string
  readonly initialState: () => State
  /** Pure. */
  readonly evolve: (state: State, event: RecordedEvent<Events>) => State
  /** Replaces the row of a stream. */
  readonly write: (
    folded: FoldedStream<State>,
    context: ProjectionContext<Transaction<Database>>,
  ) => Promise<unknown>
}
