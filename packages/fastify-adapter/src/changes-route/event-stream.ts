import { Readable } from 'node:stream'
import type { GlobalPosition } from '@uno-ts/types'
import { whenExpired } from '../context/when-expired.ts'
import { messageText } from './change-message.ts'

/**
 * Why a stream ended, as its last message says: the application closes, credentials end, the source has no more, the
 * client does not take what it is sent.
 */
export type EndReason = 'shutdown' | 'expired' | 'complete' | 'too slow'

/** How long a client that was too slow may take to read why it is cut off, in milliseconds. */
const lastWordsMs = 2_000

/** What an {@link eventStream} needs. */
export interface EventStreamOptions {
  /** Asked for one change after the other, never ahead of the client. It must end when the signal is aborted. */
  readonly changes: (signal: AbortSignal) => AsyncIterable<{
    readonly id: GlobalPosition
    readonly event: string
    readonly data: string
  }>
  /** Aborted when the application closes. */
  readonly closing: AbortSignal
  /** When the caller's credentials end, in milliseconds since 1970. */
  readonly expiresAt?: number | undefined
  /** Cuts the connection of a client that does not take what it is sent. Harmless when it is closed already. */
  readonly cut: () => void
  /** The last message of a stream whose source failed. */
  readonly failure: (error: unknown) => { readonly event: string; readonly data: string }
  readonly heartbeatMs: number
  readonly stalledAfterMs: number
  readonly maxBufferedBytes: number
  readonly retryMs: number
}

/**
 * Makes the body of a `text/event-stream` answer. At most `maxBufferedBytes` and one message wait in memory; while they
 * wait, the source is not asked. A client that leaves them waiting for `stalledAfterMs` is told so behind them, and cut
 * off when it does not read that either.
 */
export function eventStream(options: EventStreamOptions): Readable {
  const stream = new EventStream(options)
  void stream.run()
  return stream
}

class EventStream extends Readable {
  readonly #options: EventStreamOptions
  /** Ends the source, the timers and the wait for the client, all at once. */
  readonly #stop = new AbortController()
  #wake: (() => void) | undefined

  constructor(options: EventStreamOptions) {
    super({ highWaterMark: options.maxBufferedBytes })
    this.#options = options
  }

  async run(): Promise<void> {
    const { changes, closing, expiresAt, failure, retryMs } = this.#options
    const { signal } = this.#stop
    const heartbeat = this.#beat()
    signal.addEventListener('abort', () => clearInterval(heartbeat), { once: true })
    this.push(`retry: ${retryMs}\n\n`) // sends the headers too
    whenExpired(expiresAt, signal, () => this.#end('expired'))
    if (closing.aborted) return this.#end('shutdown')
    closing.addEventListener('abort', () => this.#end('shutdown'), { once: true, signal })
    try {
      for await (const change of changes(signal)) {
        if (signal.aborted) return
        if (!this.push(messageText(change))) await this.#drained()
      }
      this.#end('complete')
    } catch (error) {
      if (signal.aborted) return
      this.#finish(messageText(failure(error)))
    }
  }

  override _read(): void {
    this.#wake?.()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#stop.abort()
    this.#wake?.()
    done(error)
  }

  #end(reason: EndReason, withinMs?: number): void {
    this.#finish(messageText({ event: 'end', data: JSON.stringify({ reason }) }), withinMs)
  }

  #finish(last: string, withinMs: number = this.#options.stalledAfterMs): void {
    if (this.#stop.signal.aborted) return
    this.#stop.abort()
    this.push(last)
    this.push(null)
    this.#wake?.()
    setTimeout(this.#options.cut, withinMs).unref()
  }

  /** Keeps proxies from closing an idle connection, and notices a client that is gone. */
  #beat(): NodeJS.Timeout {
    return setInterval(() => {
      if (this.readableLength === 0) this.push(': heartbeat\n\n')
    }, this.#options.heartbeatMs)
  }

  /** Waits until the client has taken what it was sent. */
  async #drained(): Promise<void> {
    const { stalledAfterMs } = this.#options
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    const stalled = setTimeout(() => this.#end('too slow', lastWordsMs), stalledAfterMs)
    await promise
    clearTimeout(stalled)
    this.#wake = undefined
  }
}
