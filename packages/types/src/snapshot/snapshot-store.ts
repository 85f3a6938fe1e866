import type { StreamId } from '../identity/stream-id.ts'
import type { TenantId } from '../identity/tenant.ts'
import type { Json } from '../json/json.ts'
import type { ConsistencyMarker } from '../event-store/event-query.ts'

/** The state of one stream at one version. Always disposable: the events are the truth. */
export interface Snapshot {
  readonly streamId: StreamId
  /** The version of the last event that is folded in. */
  readonly streamVersion: number
  /** The version of the state's shape; a snapshot of another one is not used. */
  readonly schemaVersion: number
  readonly state: Json
  /** When it was taken. */
  readonly takenAt: Date
}

/** A decision model's state, by the hash of its query. */
export interface QuerySnapshot {
  readonly queryHash: string
  readonly schemaVersion: number
  readonly state: Json
  readonly marker: ConsistencyMarker
}

/** Keeps the latest snapshot of a stream or query. */
export interface SnapshotStore {
  /** The latest snapshot of the stream in this shape, or `undefined`. */
  load(
    streamId: StreamId,
    options: { readonly schemaVersion: number; readonly tenant?: TenantId | undefined },
  ): Promise<Snapshot | undefined>
  /** Keeps a snapshot unless a newer one of the same shape is there. */
  save(snapshot: Snapshot, options?: { readonly tenant?: TenantId | undefined }): Promise<void>
  /** Forgets a stream's snapshots. */
  delete(streamId: StreamId, options?: { readonly tenant?: TenantId | undefined }): Promise<void>
  /** The snapshot of a decision model, or `undefined`. */
  loadQuery(
    queryHash: string,
    options: { readonly schemaVersion: number; readonly tenant?: TenantId | undefined },
  ): Promise<QuerySnapshot | undefined>
  /** Keeps the snapshot of a decision model. */
  saveQuery(snapshot: QuerySnapshot, options?: { readonly tenant?: TenantId | undefined }): Promise<void>
}
