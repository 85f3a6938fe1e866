import {
  DatabaseError,
  type EventPage,
  type EventStore,
  type GlobalPosition,
  type TenantId,
} from '@uno-ts/types'
import type { LogPage } from './log-page.ts'

/** What a {@link LiveTail} is made of. */
export interface LiveTailOptions {
  readonly eventStore: EventStore
  readonly tenant: TenantId
  /** Everything after this position is followed. */
  readonly from: GlobalPosition
  /** The most events a page. */
  readonly pageSize: number
  /** Takes each page, once. */
  readonly deliver: (page: LogPage) => void
}

/** The one subscription of a runner, moved on by whoever has used up what it gave so far. */
export class LiveTail {
  readonly #options: LiveTailOptions
  readonly #closing = new AbortController()
  #position: GlobalPosition
  #atHead = true
  #pages: AsyncIterator<EventPage> | undefined
  #pulling: Promise<void> | undefined

  constructor(options: LiveTailOptions) {
    this.#options = options
    this.#position = options.from
  }

  /** Everything up to here has been given. */
  get position(): GlobalPosition {
    return this.#position
  }

  /** Whether the log ended here when it was last looked at. */
  get atHead(): boolean {
    return this.#atHead
  }

  /**
   * Waits for the next page to be delivered, at the end of the log for ever; callers at once wait for the same one.
   *
   * @throws what the subscription threw; the next call subscribes again from the same place
   */
  async pull(): Promise<void> {
    this.#pulling ??= this.#advance().finally(() => {
      this.#pulling = undefined
    })
    await this.#pulling
  }

  /** Ends the subscription and waits for its end. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the subscription is closed'))
    await Promise.allSettled([this.#pulling, this.#pages?.return?.()])
  }

  async #advance(): Promise<void> {
    const after = this.#position
    try {
      this.#pages ??= this.#subscribe()
      const { done, value } = await this.#pages.next()
      if (done === true) throw new DatabaseError(`the subscription ended at position ${after}`)
      this.#position = value.position
      this.#atHead = value.atHead
      this.#options.deliver({ after, position: value.position, events: value.events, atHead: value.atHead })
    } catch (error) {
      this.#pages = undefined
      throw error
    }
  }
  #subscribe(): AsyncIterator<EventPage> {
    const { eventStore, tenant, pageSize } = this.#options
    const { signal } = this.#closing
    const pages = eventStore.subscribe({ from: this.#position, tenant, batchSize: pageSize, signal })
    return pages[Symbol.asyncIterator]()
  }
}
