import { silentLogger, type Logger, type SignalBus } from '@uno-ts/types'
import type { SignalClient, SignalSubscriber } from '../redis/signal-client.ts'
import { withinTime } from '../redis/within-time.ts'

/** How a {@link RedisSignalBus} is made. */
export interface RedisSignalBusOptions {
  /** A client of the package `redis`; connected and closed by the application. */
  readonly client: SignalClient
  /** Leads every channel, so that applications may share a server. Default `uno:signal:`. */
  readonly prefix?: string | undefined
  /** How long Redis is waited for, in milliseconds, before the call goes on without it. Default 1,000. */
  readonly timeoutMs?: number | undefined
  /** Is told what was survived. Default: silent. */
  readonly logger?: Logger | undefined
}

type Listener = (payload: string | undefined) => void

/** Who listens on one channel. */
interface Channel {
  readonly listeners: Set<Listener>
  /** What the connection calls: always the same function, so that subscribing again changes nothing. */
  readonly hear: (payload: string) => void
  /** Redis has not answered in time: signals may have been missed until it does. */
  isLate: boolean
}

/**
 * Signals between processes over Redis' publish and subscribe, on one connection more than the client's own.
 *
 * While Redis is away signals are lost and nothing is thrown; when it is back every listener is called without a payload,
 * because signals may have been missed. Close it with `await using` or `[Symbol.asyncDispose]`.
 */
export class RedisSignalBus implements SignalBus, AsyncDisposable {
  readonly #client: SignalClient
  readonly #prefix: string
  readonly #timeoutMs: number
  readonly #logger: Logger
  readonly #channels = new Map<string, Channel>()
  #subscriber: SignalSubscriber | undefined
  #wasReady = false

  constructor({
    client,
    prefix = 'uno:signal:',
    timeoutMs = 1000,
    logger = silentLogger,
  }: RedisSignalBusOptions) {
    this.#client = client
    this.#prefix = prefix
    this.#timeoutMs = timeoutMs
    this.#logger = logger
  }

  async publish(channel: string, payload: string): Promise<void> {
    if (!this.#client.isReady) return // the client would keep the signal until it is of no use
    await this.#surviving('publish', () => this.#client.publish(this.#prefix + channel, payload))
  }

  async subscribe(channel: string, listener: Listener): Promise<() => Promise<void>> {
    const subscriber = (this.#subscriber ??= this.#connect())
    const own: Listener = (payload) => listener(payload) // one listener may be given twice
    const known = this.#channels.get(channel)
    if (known === undefined) await this.#open(subscriber, channel, own)
    else known.listeners.add(own)
    return () => this.#unsubscribe(channel, own)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#channels.clear()
    if (this.#subscriber?.isOpen === true) this.#subscriber.destroy()
    this.#subscriber = undefined
  }

  #connect(): SignalSubscriber {
    const subscriber = this.#client.duplicate()
    // Without a listener the client's errors would end the process; it connects again by itself.
    subscriber.on('error', (error) => this.#survived('connect', error))
    subscriber.on('ready', () => {
      const isBack = this.#wasReady
      this.#wasReady = true
      for (const [name, channel] of this.#channels) {
        if (isBack || channel.isLate) void this.#catchUp(subscriber, name, channel)
      }
    })
    subscriber.connect().catch((error: unknown) => this.#survived('connect', error))
    return subscriber
  }

  async #open(subscriber: SignalSubscriber, name: string, listener: Listener): Promise<void> {
    const listeners = new Set([listener])
    const channel: Channel = { listeners, hear: (payload) => this.#tell(listeners, payload), isLate: false }
    this.#channels.set(name, channel)
    channel.isLate = !(await this.#surviving('subscribe', () => this.#listen(subscriber, name, channel)))
  }

  /** After a break, or a first connection that took too long: who listens must look for what was missed. */
  async #catchUp(subscriber: SignalSubscriber, name: string, channel: Channel): Promise<void> {
    channel.isLate = !(await this.#surviving('subscribe', () => this.#listen(subscriber, name, channel)))
    this.#tell(channel.listeners, undefined)
  }

  #listen(subscriber: SignalSubscriber, name: string, { hear }: Channel): Promise<unknown> {
    return subscriber.subscribe(this.#prefix + name, hear)
  }

  async #unsubscribe(name: string, listener: Listener): Promise<void> {
    const listeners = this.#channels.get(name)?.listeners
    if (listeners?.delete(listener) !== true || listeners.size > 0) return
    this.#channels.delete(name)
    const subscriber = this.#subscriber
    if (subscriber === undefined) return
    await this.#surviving('unsubscribe', () => subscriber.unsubscribe(this.#prefix + name))
  }

  #tell(listeners: ReadonlySet<Listener>, payload: string | undefined): void {
    for (const listener of listeners) {
      try {
        listener(payload)
      } catch (error) {
        this.#survived('listen', error)
      }
    }
  }

  /** Whether it was done in time. */
  async #surviving(action: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await withinTime(work(), this.#timeoutMs)
      return true
    } catch (error) {
      this.#survived(action, error)
      return false
    }
  }

  #survived(action: string, error: unknown): void {
    this.#logger.warn({ err: error, action }, 'signals over Redis failed; went on without them')
  }
}
