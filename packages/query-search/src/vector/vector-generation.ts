import type { VectorMetric } from '@uno-ts/types'
import type { StorageParameters } from './nearest-index.ts'

/** The vectors of one index that were made alike, in a table of their own. */
export interface VectorGeneration {
  /** Says how they were made: model, dimensions, metric and fields. */
  readonly fingerprint: string
  readonly model: string
  readonly dimensions: number
  readonly metric: VectorMetric
  /** The table that keeps them. */
  readonly table: string
  /** Whether every row has been embedded once: an index that is built beside another one answers only then. */
  readonly ready: boolean
  /** What its index is built with; `undefined` while it has none. */
  readonly parameters: StorageParameters | undefined
}
