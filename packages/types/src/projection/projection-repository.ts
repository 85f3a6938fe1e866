import type { JsonObject } from '../json/json.ts'
import type { ProjectionId } from '../identity/branded-ids.ts'

/** What is kept of a projection's definition. */
export interface ProjectionRecord {
  readonly projectionId: ProjectionId
  readonly name: string
  readonly version: number
  readonly eventTypes: readonly string[]
  /** The read models it feeds. */
  readonly readModels: readonly string[]
  readonly active: boolean
}

/** Keeps what projections there are. */
export interface ProjectionRepository {
  /** Gives what is kept of a projection; `undefined` when nothing is. */
  get(projectionId: ProjectionId): Promise<ProjectionRecord | undefined>
  /** Inserts or replaces what is kept. */
  save(record: ProjectionRecord): Promise<void>
  /** Forgets a projection; its rows and its checkpoint stay. */
  delete(projectionId: ProjectionId): Promise<void>
  /** Lists projections, those that match every field given. Default: all. */
  find(filter?: {
    readonly name?: string | undefined
    readonly eventType?: string | undefined
    readonly readModel?: string | undefined
  }): Promise<readonly ProjectionRecord[]>
}

/** What to do with an event that a handler refuses. */
export type ProjectionErrorStrategy = 'stop' | 'skip' | 'retry' | 'deadLetter'

/** How a projection runs; changed at run time. */
export interface ProjectorConfiguration {
  readonly projectionId: ProjectionId
  /** Events a batch, at most. */
  readonly batchSize: number
  /** How long to wait at the head when no notification comes. */
  readonly pollIntervalMs: number
  readonly errorStrategy: ProjectionErrorStrategy
  readonly parallelism: number
  readonly custom?: JsonObject | undefined
}

/** Keeps how projections run. */
export interface ProjectorConfigurationRepository {
  /** Gives how a projection runs; `undefined` when nobody has said. */
  get(projectionId: ProjectionId): Promise<ProjectorConfiguration | undefined>
  /** Inserts or replaces a configuration. */
  save(configuration: ProjectorConfiguration): Promise<void>
  /** Forgets a configuration: defaults hold then. */
  delete(projectionId: ProjectionId): Promise<void>
  /** Gives every configuration, by the ids of the projections. */
  all(): Promise<readonly ProjectorConfiguration[]>
}
