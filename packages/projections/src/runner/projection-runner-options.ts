import type { CheckpointStore, Clock, EventStore, Logger, TenantId } from '@uno-ts/types'
import type { Kysely } from 'kysely'
import type { AnyProjection } from '../define/projection.ts'

/** What a {@link ProjectionRunner} is made of. */
export interface ProjectionRunnerOptions {
  /** Where the events come from. */
  readonly eventStore: EventStore
  /** Where rows and checkpoints are written. It stays open. `any`: each projection knows tables of its own. */
  readonly db: Kysely<any>
  /** What runs; no two of a name. */
  readonly projections: readonly AnyProjection[]
  /** Whose events are read. Default `default`. */
  readonly tenant?: TenantId | undefined
  /** The schema of the checkpoint table. Default `uno`. */
  readonly schema?: string | undefined
  /** Default: PostgreSQL, through `db`. Another one must write in the transaction it is given. */
  readonly checkpoints?: CheckpointStore | undefined
  /** Events a transaction at first; more while they go fast, fewer while they go slowly. Default 1,000. */
  readonly batchSize?: number | undefined
  /** Events a transaction at most. Default 5,000. */
  readonly maxBatchSize?: number | undefined
  /** Events that are fetched at once, for all projections. Default 5,000. */
  readonly pageSize?: number | undefined
  /**
   * Events kept in memory for projections that come to the same place later; at least two pages. Less of it makes
   * projections of different speed read pages twice. Default 25,000.
   */
  readonly bufferedEvents?: number | undefined
  /**
   * How often, at most, the checkpoint of a projection is written while no event concerns it, in milliseconds. After a
   * crash these events are looked at again. Default 10,000.
   */
  readonly checkpointIntervalMs?: number | undefined
  readonly clock?: Clock | undefined
  readonly logger?: Logger | undefined
}
