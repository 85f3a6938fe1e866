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
  readonly #listeners = new Map<string, Set<Listener>>()
  #subscriber: SignalSubscriber | undefined

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
    const listeners = this.#listeners.get(channel)
    // A function of its own, so that one listener may be given twice.
    const own: Listener = (payload) => listener(payload)
    if (listeners === undefined) {
      this.#listeners.set(channel, new Set([own]))
      await this.#surviving('subscribe', () =>
        subscriber.subscribe(this.#prefix + channel, (payload) => this.#tell(channel, payload)),
      )
    } else {
      listeners.add(own)
    }
    return () => this.#unsubscribe(channel, own)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listeners.clear()
    if (this.#subscriber?.isOpen === true) this.#subscriber.destroy()
    this.#subscriber = undefined
  }

  #connect(): SignalSubscriber {
    const subscriber = this.#client.duplicate()
    // Without a listener the client's errors would end the process; it connects again by itself.
    subscriber.on('error', (error) => this.#survived('connect', error))
    subscriber.on('ready', () => {
      for (const channel of this.#listeners.keys()) this.#tell(channel, undefined)
    })
    subscriber.connect().catch((error: unknown) => this.#survived('connect', error))
    return subscriber
  }

  async #unsubscribe(channel: string, listener: Listener): Promise<void> {
    const listeners = this.#listeners.get(channel)
    if (listeners?.delete(listener) !== true || listeners.size > 0) return
    this.#listeners.delete(channel)
    const subscriber = this.#subscriber
    if (subscriber === undefined) return
    await this.#surviving('unsubscribe', () => subscriber.unsubscribe(this.#prefix + channel))
  }

  #tell(channel: string, payload: string | undefined): void {
    for (const listener of this.#listeners.get(channel) ?? []) {
      try {
        listener(payload)
      } catch (error) {
        this.#survived('listen', error)
      }
    }
  }

  async #surviving(action: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await withinTime(work(), this.#timeoutMs)
    } catch (error) {
      this.#survived(action, error)
    }
  }

  #survived(action: string, error: unknown): void {
    this.#logger.warn({ err: error, action }, 'signals over Redis failed; went on without them')
  }
}
