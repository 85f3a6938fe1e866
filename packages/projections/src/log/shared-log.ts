import type { EventStore, GlobalPosition, TenantId } from '@uno-ts/types'
import { unlessAborted } from '../waiting/unless-aborted.ts'
import { LiveTail } from './live-tail.ts'
import type { LogPage } from './log-page.ts'
import type { LogReader, NextOptions } from './log-reader.ts'
import { PageBuffer } from './page-buffer.ts'
import { ReaderQueue } from './reader-queue.ts'

/** What a {@link SharedLog} is made of. */
export interface SharedLogOptions {
  readonly eventStore: EventStore
  readonly tenant: TenantId
  /** Events a page, at most. */
  readonly pageSize: number
  /** Events kept for others to use, at most. */
  readonly bufferedEvents: number
}

/**
 * The log as all projections of a process read it: each page is fetched and decoded once for those at about the same
 * place, and the next one is fetched while they work on it. At the end of the log all wait for the same subscription;
 * who lags behind reads pages of its own until it has joined the others.
 */
export class SharedLog {
  readonly #options: SharedLogOptions
  readonly #buffer: PageBuffer
  readonly #queue: ReaderQueue
  readonly #closing = new AbortController()
  readonly #reads = new Map<GlobalPosition, Promise<LogPage>>()
  /** Opened where the first reader met the end of the log. */
  #tail: LiveTail | undefined

  constructor(options: SharedLogOptions) {
    const { pageSize, bufferedEvents } = options
    this.#options = options
    this.#buffer = new PageBuffer({ maxEvents: bufferedEvents, maxPages: 256, joinedEvents: pageSize })
    this.#queue = new ReaderQueue({ buffer: this.#buffer, longest: bufferedEvents - pageSize })
  }

  /** Opens one more way along the log. */
  open(): LogReader {
    const reader: LogReader = {
      next: (after, options) => this.#next(reader, after, options),
      rest: () => this.#queue.leave(reader),
    }
    return reader
  }

  /** Ends the subscription and all reads, and waits for their end. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the log is closed'))
    await Promise.allSettled([this.#tail?.close(), ...this.#reads.values()])
  }

  async #next(
    reader: LogReader,
    after: GlobalPosition,
    { limit, pollIntervalMs, onHead, signal }: NextOptions,
  ): Promise<LogPage> {
    this.#queue.stand(reader, after)
    for (;;) {
      signal.throwIfAborted()
      const page = this.#buffer.take(after, limit)
      if (page !== undefined) {
        this.#readAhead(page)
        return page
      }
      await this.#queue.close(after, signal)
      const tail = this.#tailAt(after) ?? (await unlessAborted(this.#read(after), signal))
      if (tail === undefined) continue
      this.#queue.arrive(reader)
      if (tail.atHead) onHead?.()
      if (pollIntervalMs === undefined) await unlessAborted(tail.pull(), signal)
      else if (!(await this.#pulled(tail, pollIntervalMs, signal))) await this.#readPage(after)
    }
  }

  /** Waits for the subscription to give something. Tells whether it did within a time. */
  async #pulled(tail: LiveTail, ms: number, signal: AbortSignal): Promise<boolean> {
    const timeout = AbortSignal.timeout(ms)
    try {
      await unlessAborted(tail.pull(), AbortSignal.any([timeout, signal]))
      return true
    } catch (error) {
      if (timeout.aborted && !signal.aborted) return false
      throw error
    }
  }

  /** The subscription, when nothing lies between it and a position. */
  #tailAt(position: GlobalPosition): LiveTail | undefined {
    return this.#tail !== undefined && position >= this.#tail.position ? this.#tail : undefined
  }

  #readAhead({ position, atHead }: LogPage): void {
    if (this.#closing.signal.aborted || this.#buffer.covers(position)) return
    if (this.#queue.isStretched(position)) return
    const tail = this.#tailAt(position)
    if (tail === undefined && atHead) return
    const ahead = tail === undefined ? this.#read(position) : tail.pull()
    ahead.catch(() => undefined) // whoever needs the page reads it again, and hears of it
  }

  /** Reads what follows a position into the buffer. When nothing does, gives the subscription that will. */
  async #read(after: GlobalPosition): Promise<LiveTail | undefined> {
    const page = await (this.#underWay(after) ?? this.#readPage(after))
    if (page.position > after) return undefined
    return (this.#tail ??= this.#openTail(after))
  }

  /** A read that began a little before a position, and so will hold it too. */
  #underWay(position: GlobalPosition): Promise<LogPage> | undefined {
    for (const [start, reading] of this.#reads) {
      if (start <= position && position - start < BigInt(this.#options.pageSize)) return reading
    }
    return undefined
  }

  #readPage(after: GlobalPosition): Promise<LogPage> {
    const { eventStore, tenant, pageSize } = this.#options
    const reading = eventStore
      .readPage({ after, limit: pageSize, tenant, signal: this.#closing.signal })
      .then(({ events, position, atHead }) => {
        const page = { after, position, events, atHead }
        this.#buffer.add(page)
        if (atHead) this.#tail ??= this.#openTail(position > after ? position : after)
        return page
      })
      .finally(() => this.#reads.delete(after))
    this.#reads.set(after, reading)
    return reading
  }

  #openTail(from: GlobalPosition): LiveTail {
    const { eventStore, tenant, pageSize } = this.#options
    return new LiveTail({
      eventStore,
      tenant,
      pageSize,
      from,
      deliver: (page) => this.#buffer.add(page),
    })
  }
}
