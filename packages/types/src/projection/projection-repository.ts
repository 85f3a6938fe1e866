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
  get(projectionId: ProjectionId): Promise<ProjectionRecord | undefined>
  save(record: ProjectionRecord): Promise<void>
  delete(projectionId: ProjectionId): Promise<void>
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
  get(projectionId: ProjectionId): Promise<ProjectorConfiguration | undefined>
  save(configuration: ProjectorConfiguration): Promise<void>
  delete(projectionId: ProjectionId): Promise<void>
  all(): Promise<readonly ProjectorConfiguration[]>
}
