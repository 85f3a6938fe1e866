import type {
  Clock,
  EventStore,
  Logger,
  ProjectionStorage,
  ProjectorConfigurationRepository,
  SignalBus,
  TenantId,
} from '@uno-ts/types'
import type { Meter, Tracer } from '@opentelemetry/api'
import type { Kysely } from 'kysely'
import type { AnyProjection } from '../define/projection.ts'
import type { ErrorHandling } from '../failure/error-handling.ts'

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
  /** Keeps checkpoints, leases and versions. Default: PostgreSQL, through `db`. Another one gives handlers their `tx`. */
  readonly storage?: ProjectionStorage<any> | undefined
  /** Wakes other processes: those that wait for a position, or for slices. Default: none; they look now and then. */
  readonly signals?: SignalBus | undefined
  /**
   * Who this runner is among those that share projections. Default: a random name, so that a process that starts again is
   * somebody else and takes over what the former one held once its lease has ended. With a name of your own, unique among
   * the processes that run at once, it goes on at once.
   */
  readonly memberId?: string | undefined
  /**
   * How long this process counts as alive without a sign of life, in milliseconds; one is given three times within it. Slices
   * of a process that was killed go on elsewhere after at most this and a third. A batch may lie idle for no longer.
   * Default 6,000.
   */
  readonly leaseTtlMs?: number | undefined
  /**
   * Whether commits are noted for other processes, which hear of them through `PostgresChangeFeed`: one insert a batch, in
   * its transaction. `keepMs` says how long they are kept for those who resume, in milliseconds, by default an hour.
   * Default: they are not noted; {@link ProjectionRunner.changes} tells of this process.
   */
  readonly changeLog?: boolean | { readonly keepMs?: number | undefined } | undefined
  /**
   * How projections run, where that is to be changed without a restart: what it says of batch size, poll interval, error
   * strategy and parallelism goes before these options and the definitions. Looked at as often as signs of life are given.
   * Default: nothing changes.
   */
  readonly configurations?: ProjectorConfigurationRepository | undefined
  /**
   * How long the tables of a version stay after another has taken its place, in milliseconds: queries that began with them
   * end with them. Default 60,000.
   */
  readonly graceMs?: number | undefined
  /** Over how many workers the slices that this process holds of one projection are divided. Default 1. */
  readonly parallelism?: number | undefined
  /** What becomes of an event that a handler refuses, where its projection does not say. Default `'stop'`. */
  readonly onError?: ErrorHandling | undefined
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
  /** Makes the spans listed in `projectionTelemetry`. Default: the global one, which does nothing without an SDK. */
  readonly tracer?: Tracer | undefined
  /** Makes the instruments listed there. Default: the global one. */
  readonly meter?: Meter | undefined
  /** What time it is. Default: the machine's clock. */
  readonly clock?: Clock | undefined
  /** Hears of retries, skipped events, lost leases and stopped slices. Default: nothing is said. */
  readonly logger?: Logger | undefined
}
