import type { Event, EventBus as EventBusContract, EventHandler, RecordedEvent } from '@uno-ts/types'
import type { CQRSMetrics } from '../telemetry/cqrs-metrics.ts'

/** How an {@link EventBus} is watched. */
export interface EventBusOptions {
  /** Counts and times handler calls. Default: nothing is measured. */
  readonly metrics?: CQRSMetrics | undefined
  /** A clock that never steps back, in milliseconds. Default `performance.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * Hands committed events to handlers in the same process: event by event in the order given, for each event the handlers
 * of its type and then those of `'*'`, in the order they subscribed, one after the other.
 *
 * It is a convenience, not a guarantee: a process that dies between commit and publication has not called the handlers.
 * What must happen is a projection or a process manager.
 *
 * @example
 * ```ts
 * import { EventBus } from '@uno-ts/cqrs-core'
 *
 * const placed: unknown[] = []
 * const eventBus = new EventBus()
 * const unsubscribe = eventBus.subscribe('OrderPlaced', ({ data }) => {
 *   placed.push(data)
 * })
 * unsubscribe()
 * ```
 */
export class EventBus implements EventBusContract {
  readonly #handlers = new Map<string, readonly EventHandler[]>()
  readonly #metrics: CQRSMetrics | undefined
  readonly #now: () => number

  constructor(options: EventBusOptions = {}) {
    const { metrics, now = () => performance.now() } = options
    this.#metrics = metrics
    this.#now = now
  }

  /**
   * Calls every handler of each event and waits for them. One that fails keeps neither the other handlers nor the later
   * events back.
   *
   * @throws what the one failing handler threw, or an `AggregateError` of what several threw, after all have run
   * @throws the signal's reason when it is aborted between two events: the rest was not published
   */
  async publish(
    events: readonly RecordedEvent[],
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<void> {
    const errors: unknown[] = []
    let waiting = events.length
    this.#metrics?.eventsQueued(waiting)
    try {
      for (const event of events) {
        options.signal?.throwIfAborted()
        for (const handler of this.#handlersOf(event.type)) {
          const failure = await this.#call(handler, event, options.signal)
          if (failure !== undefined) errors.push(failure.error)
        }
        waiting--
        this.#metrics?.eventsQueued(-1)
      }
    } finally {
      if (waiting > 0) this.#metrics?.eventsQueued(-waiting)
    }
    if (errors.length === 1) throw errors[0]
    if (errors.length > 1) throw new AggregateError(errors, `${errors.length} event handlers have failed`)
  }

  /** Adds a handler for a type, or for all with `'*'`. Returns the function that takes it away again. */
  subscribe(type: string, handler: EventHandler): () => void {
    const own: EventHandler = (event, options) => handler(event, options) // the same handler may subscribe twice
    this.#handlers.set(type, [...(this.#handlers.get(type) ?? []), own])
    return () => {
      const others = (this.#handlers.get(type) ?? []).filter((each) => each !== own)
      if (others.length === 0) this.#handlers.delete(type)
      else this.#handlers.set(type, others)
    }
  }

  /** Whether anybody listens to the type, or to all. */
  handles(type: string): boolean {
    return this.#handlers.has(type) || this.#handlers.has('*')
  }

  #handlersOf(type: Event['type']): readonly EventHandler[] {
    return [...(this.#handlers.get(type) ?? []), ...(this.#handlers.get('*') ?? [])]
  }

  async #call(
    handler: EventHandler,
    event: RecordedEvent,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly error: unknown } | undefined> {
    const begun = this.#now()
    let failure: { readonly error: unknown } | undefined
    try {
      await handler(event, { signal })
    } catch (error) {
      failure = { error }
    }
    const durationMs = this.#now() - begun
    this.#metrics?.eventHandled(event.type, { success: failure === undefined, durationMs })
    return failure
  }
}
