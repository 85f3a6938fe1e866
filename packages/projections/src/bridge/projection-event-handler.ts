import { projectionId, type EventBus, type EventHandler, type ProjectionId } from '@uno-ts/types'
import type { AnyProjection } from '../define/projection.ts'
import type { ProjectionRunner } from '../runner/projection-runner.ts'

/** What a {@link ProjectionEventHandler} is made of. */
export interface ProjectionEventHandlerOptions {
  /** Runs the projections. */
  readonly runner: Pick<ProjectionRunner, 'waitFor' | 'caughtUp'>
  /** Those that events are handed to: some or all of the runner's. */
  readonly projections: readonly AnyProjection[]
  /** How long an event may take to come into the rows, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number | undefined
}

/**
 * Bridges the in-process event bus and projections: whoever publishes an event waits until it is in the rows. The event
 * itself comes by the log, in order and exactly once; the bus only says which one to wait for, so nothing is lost with a
 * process that dies before it has published.
 *
 * @example
 * ```ts
 * import { ProjectionEventHandler, type AnyProjection, type ProjectionRunner } from '@uno-ts/projections'
 * import type { EventBus } from '@uno-ts/types'
 *
 * export function bridge(eventBus: EventBus, runner: ProjectionRunner, projections: AnyProjection[]): () => void {
 *   return new ProjectionEventHandler({ runner, projections }).subscribeTo(eventBus)
 * }
 * ```
 */
export class ProjectionEventHandler {
  readonly #options: ProjectionEventHandlerOptions
  readonly #byType = new Map<string, ProjectionId[]>()

  constructor(options: ProjectionEventHandlerOptions) {
    this.#options = options
    for (const projection of options.projections) {
      const types = 'on' in projection ? Object.keys(projection.on) : projection.eventTypes
      for (const type of new Set(types)) {
        this.#byType.set(type, [...(this.#byType.get(type) ?? []), projectionId(projection.name)])
      }
    }
  }

  /**
   * Waits until an event is in the rows of every projection that reads its type.
   *
   * @throws TimeoutError when one of them does not come so far in time
   */
  readonly handleEvent: EventHandler = async ({ type, globalPosition }, { signal }) => {
    const { runner, timeoutMs } = this.#options
    const projections = this.#byType.get(type) ?? []
    await Promise.all(projections.map((id) => runner.waitFor(id, globalPosition, { timeoutMs, signal })))
  }

  /** Waits until all that has been appended is in the rows. @throws what a projection failed with */
  async processPendingEvents(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    await this.#options.runner.caughtUp(undefined, options)
  }

  /** Has the bus hand over every type that a projection reads. Returns the function that ends it. */
  subscribeTo(eventBus: EventBus): () => void {
    const ends = [...this.#byType.keys()].map((type) => eventBus.subscribe(type, this.handleEvent))
    return () => {
      for (const end of ends) end()
    }
  }
}
