import type { ProjectionId } from '../identity/branded-ids.ts'
import type { TransactionHandle } from '../unit-of-work/transaction-handle.ts'
import type { ProjectionVersion } from './slice-lease-store.ts'

/**
 * What a version is: being built beside the active one, the one that queries read, one that was replaced, or one whose build
 * was given up.
 */
export type ProjectionVersionState = 'building' | 'active' | 'retired' | 'cancelled'

/** What is known of one version of a projection. */
export interface ProjectionVersionRecord extends ProjectionVersion {
  readonly state: ProjectionVersionState
  readonly slices: number
  /** The tables that this version alone has, as the database calls them. */
  readonly tables: readonly string[]
  readonly begunAt: Date
  /** When queries began to read it. */
  readonly activatedAt: Date | undefined
  /** When it was replaced or given up. */
  readonly retiredAt: Date | undefined
  /** When its tables were dropped. */
  readonly droppedAt: Date | undefined
}

/** What is known of a projection, whichever process runs it. */
export interface ProjectionVersions {
  readonly projectionId: ProjectionId
  /** The version that queries read; `undefined` while none has begun. */
  readonly activeVersion: number | undefined
  /** Whether it rests, in all processes. */
  readonly isPaused: boolean
  /** Events a second that all processes together handle at most; `undefined`: as many as they can. */
  readonly eventsPerSecond: number | undefined
  /** By number. */
  readonly versions: readonly ProjectionVersionRecord[]
}

/** A table that a version has of its own. */
export interface VersionTable {
  /** As the database calls it. */
  readonly name: string
  /** What makes it. */
  readonly statements: readonly string[]
}

/** How a version begins. */
export interface BeginVersionOptions {
  /** How many slices it has. */
  readonly slices: number
  /** The tables it has of its own. Default: none; then it takes the place of the active one at once. */
  readonly tables?: readonly VersionTable[] | undefined
  /** Where it is written. Default: a transaction of the store's own. */
  readonly transaction?: TransactionHandle | undefined
}

/** How a version has begun. */
export interface BegunVersion {
  /** Whether this call did it: then its rows are to be emptied. */
  readonly isNew: boolean
  readonly state: 'building' | 'active'
}

interface Within {
  readonly transaction: TransactionHandle
}

/** Keeps the versions of projections: which there are, which one queries read, and what all processes are told of them. */
export interface ProjectionVersionStore {
  /**
   * Notes that a version begins, divided into `slices`, and makes its tables. It is built beside the active one where it has
   * tables of its own, and takes its place at once where it has none. Waits for another transaction that is doing it.
   *
   * @throws ConfigurationError when the version began with another number of slices: raise the version to change it
   * @throws SupersededError when a later version is active, or this one was replaced or given up
   */
  begin(projection: ProjectionVersion, options: BeginVersionOptions): Promise<BegunVersion>
  /** What is known of these projections, in one statement and in their order. */
  find(
    projectionIds: readonly ProjectionId[],
    options?: { readonly transaction?: TransactionHandle | undefined },
  ): Promise<readonly ProjectionVersions[]>
  /**
   * Which version is active, and that until the transaction ends: who holds it `shared` keeps a swap waiting, who holds it
   * `exclusive` everybody. `undefined` while none has begun.
   */
  lock(
    projectionId: ProjectionId,
    options: Within & { readonly mode: 'shared' | 'exclusive' },
  ): Promise<number | undefined>
  /** Has queries read a version, in a transaction that holds the lock; earlier ones are retired. */
  activate(projection: ProjectionVersion, options: Within): Promise<void>
  /** Gives up a version that is being built, and drops its tables. Tells whether there was one. */
  cancel(projection: ProjectionVersion, options: Within): Promise<boolean>
  /** Forgets a version that was given up, so that it can begin again. */
  forget(projection: ProjectionVersion): Promise<void>
  /** Drops the tables of versions that were replaced longer than `graceMs` ago, by the store's clock. */
  dropRetired(
    projectionIds: readonly ProjectionId[],
    options: { readonly graceMs: number },
  ): Promise<readonly ProjectionVersion[]>
  /** Tells all processes that run a projection to rest or go on, and how fast. What is not given stays as it is. */
  steer(
    projectionId: ProjectionId,
    orders: {
      readonly isPaused?: boolean | undefined
      /** `null`: as fast as they can. */
      readonly eventsPerSecond?: number | null | undefined
    },
  ): Promise<void>
}
