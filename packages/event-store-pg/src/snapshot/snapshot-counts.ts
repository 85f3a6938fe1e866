import type { TenantId } from '@uno-ts/types'

/** Snapshots of one kind and shape. */
export interface SnapshotCount {
  /** The category of their streams; `undefined`: of decision models, which belong to queries. */
  readonly category: string | undefined
  /** The version of the state's shape. */
  readonly schemaVersion: number
  readonly snapshots: number
  /** Those that may be built upon: neither damaged nor ahead of their events. */
  readonly usable: number
  /** How much room their states take, before compression. */
  readonly stateBytes: number
  readonly lastTakenAt: Date
}

/** Which snapshots {@link EventStoreManager.deleteSnapshots} forgets: all conditions given must hold. */
export interface DeleteSnapshotsOptions {
  /** Of streams of this category. Default: of all, and of decision models. */
  readonly category?: string | undefined
  /** All shapes but this one: what a program that has moved on leaves behind. Default: every shape. */
  readonly exceptSchemaVersion?: number | undefined
  /** Taken before this time. Default: whenever. */
  readonly takenBefore?: Date | undefined
  /** Default: all tenants together. */
  readonly tenant?: TenantId | undefined
}
