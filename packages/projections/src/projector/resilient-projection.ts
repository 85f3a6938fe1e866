import type {
  ConsistencyWaiter,
  DeadLetterFilter,
  GlobalPosition,
  Outcome,
  RecordedEvent,
  StoredDeadLetter,
} from '@uno-ts/types'
import type { ErrorHandling } from '../failure/error-handling.ts'
import type { ProjectionStats } from '../runner/running-projection-options.ts'
import { AsyncProjector, type AsyncProjectorOptions } from './async-projector.ts'

/** What becomes of an event that a handler refuses: `stop`, `skip` (go on), `retry` or `deadLetter`, and how often before. */
export type ProjectionErrorHandlingStrategy = ErrorHandling

/** What a {@link ResilientProjection} is made of. */
export interface ResilientProjectionOptions extends AsyncProjectorOptions {
  /** It overrides the definition's own. */
  readonly strategy: ProjectionErrorHandlingStrategy
}

/**
 * Runs one projection with a strategy for the events it refuses, and answers what became of them.
 *
 * @example
 * ```ts
 * import { ResilientProjection, type AnyProjection } from '@uno-ts/projections'
 * import type { EventStore } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export function resilient(projection: AnyProjection, eventStore: EventStore, db: Kysely<object>): ResilientProjection {
 *   const strategy = { strategy: 'deadLetter', retries: 3 } as const
 *   return new ResilientProjection({ projection, strategy, runner: { eventStore, db } })
 * }
 * ```
 */
export class ResilientProjection implements AsyncDisposable {
  readonly #projector: AsyncProjector

  /** @throws ConfigurationError when an option or the definition cannot work */
  constructor({ projection, strategy, runner }: ResilientProjectionOptions) {
    this.#projector = new AsyncProjector({ projection: { ...projection, onError: strategy }, runner })
  }

  /** Begins to follow the log. */
  async start(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    await this.#projector.start(options)
  }

  /** Ends after the batch in hand. */
  async stop(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    await this.#projector.stop(options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /**
   * Waits until an event was handled, passed over or parked; it comes by the log, in its order, not by this call.
   *
   * @throws TimeoutError when that does not happen in time, or cannot, because the projection stopped at a refused event
   */
  async handleEvent(
    { globalPosition }: RecordedEvent,
    options?: Parameters<ConsistencyWaiter['waitFor']>[2],
  ): Promise<void> {
    await this.#projector.waitFor(globalPosition, options)
  }

  /** Handles refused events again, an outcome each. See `ProjectionRunner.retryFailedEvents`. */
  async retryFailedEvents(
    filter: Pick<DeadLetterFilter, 'key'> = {},
  ): Promise<readonly Outcome<GlobalPosition>[]> {
    return await this.#projector.runner.retryFailedEvents(this.#projector.projectionId, filter)
  }

  /** The events that are parked, by key and within it in the order of the log. */
  async getFailedEvents(filter: DeadLetterFilter = {}): Promise<readonly StoredDeadLetter[]> {
    return await this.#projector.runner.failedEvents(this.#projector.projectionId, filter)
  }

  /** Gives parked events up. Answers how many there were. */
  async clearFailedEvents(filter: Omit<DeadLetterFilter, 'limit'> = {}): Promise<number> {
    return await this.#projector.runner.clearFailedEvents(this.#projector.projectionId, filter)
  }

  /** What this process has done since it began. */
  getStats(): ProjectionStats {
    return this.#projector.runner.stats(this.#projector.projectionId)
  }
}
