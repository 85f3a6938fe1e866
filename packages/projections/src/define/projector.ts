import { projectionId, type ProjectionContext, type ProjectionId, type RecordedEvent } from '@uno-ts/types'
import type { Transaction } from 'kysely'
import type { ErrorHandling } from '../failure/error-handling.ts'
import { sliceOf } from '../slice/slice-of.ts'
import { checkProjection } from './define-projection.ts'
import { ProjectionError } from './projection-error.ts'
import type { AnyProjection, ResetContext } from './projection.ts'

/** What handlers get. `any`, because each projection knows tables of its own. */
type Context = ProjectionContext<Transaction<any>>

/**
 * Applies events to a projection, whichever way it is defined. It keeps no position and opens no transaction: whoever
 * calls it does, so one definition serves a runner, a test and an append alike.
 */
export class Projector {
  readonly projectionId: ProjectionId
  readonly version: number
  /** Which events {@link Projector.project} takes. */
  readonly eventTypes: ReadonlySet<string>
  /** Into how many slices it is divided. */
  readonly slices: number
  /** What the definition says of events that are refused. */
  readonly onError: ErrorHandling | undefined
  /** Whether {@link Projector.reset} can empty the rows. */
  readonly resettable: boolean
  readonly #projection: AnyProjection

  /** @throws ConfigurationError when the definition cannot work */
  constructor(projection: AnyProjection) {
    checkProjection(projection)
    this.projectionId = projectionId(projection.name)
    this.version = projection.version
    this.eventTypes = new Set<string>('on' in projection ? Object.keys(projection.on) : projection.eventTypes)
    this.slices = projection.slices ?? 1
    this.onError = projection.onError
    this.resettable = projection.reset !== undefined
    this.#projection = projection
  }

  /**
   * Handles events in their order. Leaving out those of other types is the caller's part.
   *
   * @throws ProjectionError with what a handler threw as its cause: roll the transaction back
   */
  async project(events: readonly RecordedEvent[], context: Context): Promise<void> {
    const projection = this.#projection
    if ('on' in projection) {
      for (const event of events) {
        await this.#attempt(event, () => projection.on[event.type]?.(event, context))
      }
    } else if (events.length > 0) {
      await this.#attempt(events[0], () => projection.handleBatch(events, context))
    }
  }

  /** Empties the rows, where the definition says how. @throws ProjectionError with what it threw as its cause */
  async reset(context: ResetContext<unknown>): Promise<void> {
    await this.#attempt(undefined, () => this.#projection.reset?.(context))
  }

  /**
   * What an event belongs to: events of one key are handled in order, and wait for one another where one is parked.
   *
   * @throws ProjectionError with what the definition's `sliceBy` threw as its cause
   */
  keyOf(event: RecordedEvent): string {
    const { sliceBy = 'stream' } = this.#projection
    if (sliceBy === 'stream') return event.streamId
    try {
      return sliceBy(event)
    } catch (error) {
      throw new ProjectionError(this.projectionId, event, error)
    }
  }

  /** The slice of an event, from 0. @throws ProjectionError with what the definition's `sliceBy` threw as its cause */
  sliceOf(event: RecordedEvent): number {
    return this.slices === 1 ? 0 : sliceOf(this.keyOf(event), this.slices)
  }

  /**
   * The keys that these events change; `undefined` when the definition does not name keys.
   *
   * @throws ProjectionError with what the definition's `keys` threw as its cause
   */
  keysOf(events: readonly RecordedEvent[]): ReadonlySet<string> | undefined {
    const { keys } = this.#projection
    if (keys === undefined) return undefined
    try {
      return new Set(events.flatMap((event) => keys(event)))
    } catch (error) {
      throw new ProjectionError(this.projectionId, events[0], error)
    }
  }

  async #attempt(event: RecordedEvent | undefined, run: () => Promise<unknown> | void): Promise<void> {
    try {
      await run()
    } catch (error) {
      throw new ProjectionError(this.projectionId, event, error)
    }
  }
}
