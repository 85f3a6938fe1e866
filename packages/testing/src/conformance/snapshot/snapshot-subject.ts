import type { EventStore, Json, SnapshotStore, StreamId } from '@uno-ts/types'
import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'

/**
 * What not every snapshot store can do:
 * `queries`: keeps snapshots of decision models with their markers;
 * `damage`: tells a snapshot that was changed behind its back.
 */
export type SnapshotCapability = 'queries' | 'damage'

/** What is changed in the one snapshot of a stream, as a mistake or a broken disk would. */
export interface SnapshotDamage {
  readonly state?: Json | undefined
  readonly streamVersion?: number | undefined
  readonly schemaVersion?: number | undefined
  readonly streamId?: StreamId | undefined
}

/** The snapshot store under test, with the event store whose `load` finds what it keeps. Both have the same tenant. */
export interface SnapshotSubject {
  readonly store: SnapshotStore
  /** It holds no events of its tenant. */
  readonly eventStore: EventStore
  /** Changes what is kept of a stream without the store. Needed for `damage`. */
  readonly damage?: ((streamId: StreamId, damage: SnapshotDamage) => Promise<void>) | undefined
  dispose(): Promise<void> | void
}

/** A case for snapshot stores. */
export type SnapshotCase = ConformanceCase<SnapshotSubject, SnapshotCapability>

/** Cases for snapshot stores about one thing. */
export type SnapshotTopic = ConformanceTopic<SnapshotSubject, SnapshotCapability>
