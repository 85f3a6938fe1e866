import { BackPressureError, globalPosition, NotFoundError, type GlobalPosition } from '@uno-ts/types'
import type { Positioned } from '../changes-route/change-message.ts'
import { whenExpired } from '../context/when-expired.ts'
import { problemOf } from '../problem/problem-of.ts'
import { Follower } from '../shared-changes/follower.ts'
import type { ChangeFrame } from './change-frame.ts'
import type { ChangeWriter } from './change-writer.ts'
import { limitIncoming, type Incoming } from './incoming.ts'
import { MessageRate } from './message-rate.ts'
import { readClientMessage, refusal, subscriptionIn } from './read-client-message.ts'
import type { Socket } from './socket.ts'
import {
  closeReasons,
  type ClientMessage,
  type CloseReason,
  type ServerMessage,
} from './web-socket-message.ts'

/** A subscription that a client asks for, opened. */
export interface OpenChannel {
  readonly changes: (after: GlobalPosition | undefined, signal: AbortSignal) => AsyncIterable<Positioned>
  /** Writes a change, once for all subscribers. */
  readonly frame: (change: Positioned) => ChangeFrame
}

/** What a {@link Connection} needs. */
export interface ConnectionOptions {
  readonly socket: Socket
  /** What carries it. Default: what comes in is looked at when it is a whole message. */
  readonly incoming?: Incoming | undefined
  readonly writer: ChangeWriter
  /** Finds a channel and checks its filter. @throws NotFoundError, ValidationError, ForbiddenError */
  readonly open: (message: Extract<ClientMessage, { type: 'subscribe' }>) => Promise<OpenChannel | undefined>
  /** Aborted when the application closes. */
  readonly closing: AbortSignal
  /** When the caller's credentials end, in milliseconds since 1970. */
  readonly expiresAt?: number | undefined
  /** Told of sources that failed. */
  readonly onFailure: (error: unknown) => void
  readonly requestId: string
  readonly maxSubscriptions: number
  readonly maxMessageBytes: number
  readonly maxMessagesPerSecond: number
  readonly stalledAfterMs: number
  readonly heartbeatMs: number
}

/** How long a client may take to answer a close frame. */
const closeWithinMs = 2_000

/**
 * Serves one client: reads what it asks for, and gives each subscription its changes in order. While more than may wait
 * for the client no source is asked; after `stalledAfterMs` of that it is cut off.
 */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #subscriptions = new Map<string, AbortController>()
  readonly #stop = new AbortController()
  readonly #rate: MessageRate
  #draining: Promise<void> | undefined
  #isAlive = true

  private constructor(options: ConnectionOptions) {
    this.#options = options
    this.#rate = new MessageRate(options.maxMessagesPerSecond)
  }

  /** Begins to serve a client, until it leaves or is closed. */
  static serve(options: ConnectionOptions): void {
    new Connection(options).#begin()
  }

  #begin(): void {
    const { socket, incoming, closing, expiresAt, heartbeatMs, maxMessageBytes } = this.#options
    const { signal } = this.#stop
    socket.on('message', (data, isBinary) => this.#read(data, isBinary))
    socket.on('pong', () => (this.#isAlive = true))
    socket.once('close', () => this.#end())
    if (incoming !== undefined) {
      limitIncoming(incoming, socket, maxMessageBytes, () => {
        incoming.pause()
        this.#close('tooLarge')
      })
    }
    const heartbeat = setInterval(() => this.#beat(), heartbeatMs)
    signal.addEventListener('abort', () => clearInterval(heartbeat), { once: true })
    whenExpired(expiresAt, signal, () => this.#close('expired'))
    if (closing.aborted) this.#close('shutdown')
    else closing.addEventListener('abort', () => this.#close('shutdown'), { once: true, signal })
  }

  #end(): void {
    this.#stop.abort()
    for (const subscription of this.#subscriptions.values()) subscription.abort()
    this.#subscriptions.clear()
  }

  /** Ends everything, says why, and does not wait for ever for the client to agree. */
  #close(why: CloseReason): void {
    if (this.#stop.signal.aborted) return
    const { socket, writer } = this.#options
    const [code, reason] = closeReasons[why]
    writer.flush()
    socket.close(code, reason)
    setTimeout(() => socket.terminate(), closeWithinMs).unref()
    this.#end()
  }

  /** Asks the client whether it is there; one that has not answered since the last time is not. */
  #beat(): void {
    const { socket } = this.#options
    if (!this.#isAlive) return socket.terminate()
    this.#isAlive = false
    socket.ping()
  }

  #read(data: Buffer, isBinary: boolean): void {
    if (this.#stop.signal.aborted) return
    if (isBinary) return this.#close('notText')
    if (data.length > this.#options.maxMessageBytes) return this.#close('tooLarge')
    if (!this.#rate.take()) return this.#close('tooMany')
    void this.#obey(data.toString())
  }

  async #obey(text: string): Promise<void> {
    try {
      const message = readClientMessage(text)
      if (message.type === 'unsubscribe') this.#unsubscribe(message.id)
      else await this.#subscribe(message)
    } catch (error) {
      this.#refuse(subscriptionIn(text), error)
    }
  }

  #unsubscribe(id: string): void {
    const subscription = this.#subscriptions.get(id)
    if (subscription === undefined) throw new NotFoundError('subscription')
    this.#subscriptions.delete(id)
    subscription.abort()
    this.#send({ type: 'ended', id, reason: 'unsubscribed' })
  }

  async #subscribe(message: Extract<ClientMessage, { type: 'subscribe' }>): Promise<void> {
    const { id } = message
    const { maxSubscriptions, open } = this.#options
    if (this.#subscriptions.has(id)) throw refusal('id', 'expected an id that no open subscription has')
    if (this.#subscriptions.size >= maxSubscriptions) {
      throw new BackPressureError(`a connection has at most ${maxSubscriptions} subscriptions at once`)
    }
    const subscription = new AbortController()
    this.#subscriptions.set(id, subscription)
    try {
      const after = positionIn(message.after)
      const opened = await open(message)
      if (opened === undefined) throw refusal('channel', 'expected the name of a channel')
      if (subscription.signal.aborted) return
      this.#send({ type: 'subscribed', id })
      await this.#pump(id, opened, after, subscription.signal)
    } finally {
      // An id that was given back may be another subscription's by now.
      if (this.#subscriptions.get(id) === subscription) this.#subscriptions.delete(id)
      subscription.abort()
    }
  }

  async #pump(
    id: string,
    { changes, frame }: OpenChannel,
    after: GlobalPosition | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { writer, onFailure } = this.#options
    const write = (change: Positioned): boolean => {
      writer.write(frame(change), id)
      return !writer.isBehind
    }
    try {
      const source = changes(after, signal)
      for await (const change of source) {
        if (signal.aborted) return
        if (write(change) && source instanceof Follower) await source.flow(write)
        if (writer.isBehind) await this.#drained()
      }
    } catch (error) {
      if (signal.aborted) return
      onFailure(error)
      this.#refuse(id, error)
      return this.#send({ type: 'ended', id, reason: 'failed' })
    }
    if (!signal.aborted) this.#send({ type: 'ended', id, reason: 'complete' })
  }

  #refuse(id: string | undefined, error: unknown): void {
    const { problem } = problemOf(error, { requestId: this.#options.requestId })
    this.#send({ type: 'problem', ...(id === undefined ? undefined : { id }), problem })
  }

  #send(message: ServerMessage): void {
    if (this.#stop.signal.aborted) return
    this.#options.writer.flush()
    this.#options.socket.send(JSON.stringify(message))
  }

  /** Waits until the client has taken all it was sent: one wait for all its subscriptions. */
  #drained(): Promise<void> {
    this.#draining ??= this.#drain().finally(() => (this.#draining = undefined))
    return this.#draining
  }

  async #drain(): Promise<void> {
    const { socket, writer, stalledAfterMs } = this.#options
    const { promise, resolve } = Promise.withResolvers<void>()
    const stalled = setTimeout(() => this.#close('tooSlow'), stalledAfterMs)
    this.#stop.signal.addEventListener('abort', () => resolve(), { once: true })
    writer.flush()
    socket.ping(undefined, undefined, () => resolve()) // called when it has left, behind all the rest
    await promise
    clearTimeout(stalled)
  }
}

function positionIn(after: string | undefined): GlobalPosition | undefined {
  if (after === undefined) return undefined
  try {
    return globalPosition(after)
  } catch {
    throw refusal('after', 'expected one position: a whole number from 0 to 2^63 − 1')
  }
}
