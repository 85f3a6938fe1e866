import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type AppendResult,
  type CommitResult,
  type EventBus,
  type EventStore,
  type GlobalPosition,
  type Logger,
  type RecordedEvent,
  type StreamId,
  type TenantId,
} from '@uno-ts/types'

/** What a publication is made of. */
export interface EventPublicationOptions {
  readonly eventStore: EventStore
  readonly eventBus: EventBus
  readonly logger: Logger
  /** Whether a commit waits for its handlers. */
  readonly waits: boolean
}

/** As much of an appended event as decides whether anybody listens. */
export interface AppendedEvent {
  readonly type: string
  readonly streamId: StreamId
}

interface Waiting {
  readonly position: GlobalPosition
  readonly events: Promise<readonly RecordedEvent[]>
  /** Runs in the context of whoever committed, so that traces belong together. */
  readonly inContext: <Result>(run: () => Result) => Result
  readonly published: PromiseWithResolvers<void>
}

/**
 * Publishes what was committed: each commit once, one commit after the other, of those that wait the one with the lowest
 * position first. What fails is logged, for the events stand.
 */
export class EventPublication {
  readonly #options: EventPublicationOptions
  readonly #waiting: Waiting[] = []
  /** Whether we are called by a handler that is being published to. */
  readonly #withinHandler = new AsyncLocalStorage<true>()
  #running: Promise<void> | undefined

  constructor(options: EventPublicationOptions) {
    this.#options = options
  }

  /**
   * Reads what a commit has appended, and hands it to the bus. It ends when the handlers have, if it is to wait; called by one of
   * them it does not, for its turn comes after the event that is being handled.
   */
  async publish(
    { appends, globalPosition }: CommitResult,
    { events, tenant }: { readonly events: readonly AppendedEvent[]; readonly tenant: TenantId | undefined },
  ): Promise<void> {
    const heard = appends.filter((append) => append.written && this.#isHeard(append, events))
    if (globalPosition === undefined || heard.length === 0) return
    const waiting: Waiting = {
      position: globalPosition,
      events: this.#read(heard, { events, tenant }),
      inContext: AsyncLocalStorage.snapshot(),
      published: Promise.withResolvers(),
    }
    waiting.events.catch(() => undefined) // its turn will tell
    this.#waiting.push(waiting)
    this.#running ??= this.#run()
    if (this.#options.waits && this.#withinHandler.getStore() !== true) await waiting.published.promise
  }

  /** Waits until nothing waits to be published. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  async #run(): Promise<void> {
    for (let next = this.#takeNext(); next !== undefined; next = this.#takeNext()) {
      await this.#handOver(next)
      next.published.resolve()
    }
    this.#running = undefined
  }

  #takeNext(): Waiting | undefined {
    const [first, ...others] = this.#waiting
    if (first === undefined) return undefined
    const next = others.reduce((lowest, each) => (each.position < lowest.position ? each : lowest), first)
    this.#waiting.splice(this.#waiting.indexOf(next), 1)
    return next
  }

  async #handOver({ events: reading, inContext, position }: Waiting): Promise<void> {
    const { eventBus, logger } = this.#options
    try {
      const events = await reading
      await inContext(() => this.#withinHandler.run(true, () => eventBus.publish(events)))
    } catch (error) {
      const text = 'not every handler has handled what was committed; the commit stands'
      logger.error({ error, globalPosition: position }, text)
    }
  }

  #isHeard({ streamId }: AppendResult, events: readonly AppendedEvent[]): boolean {
    const { eventBus } = this.#options
    if (eventBus.handles === undefined) return true
    return events.some((event) => event.streamId === streamId && eventBus.handles?.(event.type) === true)
  }

  async #read(
    appends: readonly AppendResult[],
    { events, tenant }: { readonly events: readonly AppendedEvent[]; readonly tenant: TenantId | undefined },
  ): Promise<readonly RecordedEvent[]> {
    const streams = appends.map(({ streamId, streamVersion }) => {
      const amount = events.filter((event) => event.streamId === streamId).length
      const part = { from: streamVersion - amount + 1, to: streamVersion, tenant }
      return Array.fromAsync(this.#options.eventStore.readStream(streamId, part))
    })
    const read = (await Promise.all(streams)).flat()
    return read.toSorted((one, other) => (one.globalPosition < other.globalPosition ? -1 : 1))
  }
}
