import type { EventStore, HealthCheck, HealthReport } from '@uno-ts/types'

/** What is asked of the event store. */
export interface EventStoreHealthCheckOptions {
  /** The store that is asked. */
  readonly eventStore: Pick<EventStore, 'head'>
  /** Default `event store`. */
  readonly name?: string | undefined
  /** An answer that takes longer than this makes it degraded, in milliseconds. Default 1,000. */
  readonly slowMs?: number | undefined
  /** A clock that never steps back, in milliseconds. Default `performance.now`. */
  readonly now?: (() => number) | undefined
}

/** Tells whether the event store answers, how quickly, and how far its log may be read: one round trip. */
export class EventStoreHealthCheck implements HealthCheck {
  readonly name: string
  readonly #options: EventStoreHealthCheckOptions

  constructor(options: EventStoreHealthCheckOptions) {
    this.name = options.name ?? 'event store'
    this.#options = options
  }

  /** Asks for the head of the log. It never throws. */
  async check({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<HealthReport> {
    const { eventStore, slowMs = 1_000, now = () => performance.now() } = this.#options
    const begun = now()
    try {
      const head = await eventStore.head({ signal })
      const tookMs = Math.round(now() - begun)
      const facts = { head: String(head), tookMs }
      if (tookMs <= slowMs) return { status: 'healthy', facts }
      return { status: 'degraded', message: `the answer took ${tookMs} ms`, facts }
    } catch (error) {
      const what = error instanceof Error ? error.name : 'unknown' // its message may name a host or a user
      return { status: 'unhealthy', message: `the event store does not answer: ${what}` }
    }
  }
}
