import type { GraphEngine, GraphQuery } from '@uno-ts/types'

/** What one question has cost. */
export interface GraphQueryMetrics {
  readonly graph: string
  readonly type: GraphQuery['type'] | 'cypher'
  readonly engine: GraphEngine
  readonly startTime: Date
  readonly durationMs: number
  /** How many rows were answered; for a path its edges. 0 when it failed. */
  readonly resultCount: number
  /** Whether it was answered. */
  readonly success: boolean
}
