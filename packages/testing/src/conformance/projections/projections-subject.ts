import type {
  ChangeFeed,
  ConsistencyWaiter,
  DeadLetterFilter,
  EventStore,
  GlobalPosition,
  Outcome,
  ProjectionChange,
  ProjectionControl,
  ProjectionErrorStrategy,
  ProjectionId,
  RecordedEvent,
  SliceStatus,
  StoredDeadLetter,
} from '@uno-ts/types'
import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'

/**
 * What not every runner can do:
 * `several-runners`: runners of one subject share the slices of their projections.
 */
export type ProjectionsCapability = 'several-runners'

/** What becomes of an event that a handler of a {@link TestProjection} refuses. */
export interface TestErrorHandling {
  readonly strategy: ProjectionErrorStrategy
  readonly retries?: number
  readonly firstMs?: number
  readonly longestMs?: number
}

/** What both forms of a {@link TestProjection} have. */
export interface TestProjectionOptions {
  /** Unique among those of a case. */
  readonly name: string
  /** 1 and more. */
  readonly version: number
  /** Default 1. */
  readonly slices?: number
  /** What divides the events into slices. Default: their stream. */
  readonly sliceBy?: 'stream' | ((event: RecordedEvent) => string)
  /** What is done about an event whose handler throws. Default: what the adapter does. */
  readonly onError?: TestErrorHandling | ProjectionErrorStrategy
  /** The rows that an event is about. Default: none are named. */
  readonly keys?: (event: RecordedEvent) => readonly string[]
  /** Empties the rows before a rebuild. Default: nothing. */
  readonly reset?: (context: { readonly tx: unknown }) => Promise<unknown>
}

/** A definition as the suite writes it: with handlers, or for batches. */
export type TestProjection =
  | (TestProjectionOptions & {
      readonly on: Readonly<
        Record<string, (event: RecordedEvent, context: { readonly tx: unknown }) => Promise<unknown>>
      >
    })
  | (TestProjectionOptions & {
      readonly eventTypes: readonly string[]
      readonly handleBatch: (
        events: readonly RecordedEvent[],
        context: { readonly tx: unknown },
      ) => Promise<unknown>
    })

/** How the suite wants a runner. */
export interface TestRunnerOptions {
  /** Default: the adapter makes one. */
  readonly memberId?: string
  /** Events a transaction at most. */
  readonly batchSize?: number
  /** How many slices run at a time. Default: the adapter's. */
  readonly parallelism?: number
  /** How long a lease outlives a member that has died, in milliseconds. Default: the adapter's. */
  readonly leaseTtlMs?: number
}

/** A runner under test. */
export interface TestRunner extends ProjectionControl, ConsistencyWaiter {
  readonly changes: ChangeFeed
  start(): Promise<void>
  stop(): Promise<void>
  caughtUp(): Promise<void>
  slices(projectionId: ProjectionId): Promise<readonly SliceStatus[]>
  failedEvents(projectionId: ProjectionId, filter?: DeadLetterFilter): Promise<readonly StoredDeadLetter[]>
  retryFailedEvents(
    projectionId: ProjectionId,
    filter?: Pick<DeadLetterFilter, 'key'>,
  ): Promise<readonly Outcome<GlobalPosition>[]>
  clearFailedEvents(projectionId: ProjectionId, filter?: Omit<DeadLetterFilter, 'limit'>): Promise<number>
  stats(projectionId: ProjectionId): {
    readonly handled: number
    readonly retried: number
    readonly skipped: number
    readonly parked: number
  }
  onChange(listener: (change: ProjectionChange) => void): () => void
}

/** Rows that the suite's projections write: one an event, in the order in which they were written. */
export interface TestRows {
  /** Writes a row within the transaction that handlers are given. */
  add(
    tx: unknown,
    row: { readonly table: string; readonly key: string; readonly position: GlobalPosition },
  ): Promise<void>
  /** Removes the rows of a table within a transaction. */
  clear(tx: unknown, table: string): Promise<void>
  /** The committed rows of a table. */
  read(table: string): Promise<readonly { readonly key: string; readonly position: GlobalPosition }[]>
}

/** What runs projections, with rows for them and a store without events. Each case has names of its own. */
export interface ProjectionsSubject {
  readonly eventStore: EventStore
  readonly rows: TestRows
  /** Makes a runner over the store; all of a subject's share one storage. `dispose` stops those that still run. */
  runner(projections: readonly TestProjection[], options?: TestRunnerOptions): TestRunner
  dispose(): Promise<void> | void
}

/** A case for runners of projections. */
export type ProjectionsCase = ConformanceCase<ProjectionsSubject, ProjectionsCapability>

/** Cases for runners of projections about one thing. */
export type ProjectionsTopic = ConformanceTopic<ProjectionsSubject, ProjectionsCapability>
