import {
  globalPosition,
  silentLogger,
  type CacheEntry,
  type CacheFillOptions,
  type CacheLease,
  type CacheSetOptions,
  type CacheStatistics,
  type Logger,
  type OutdateOptions,
  type ReadModelCache,
  type SignalBus,
} from '@uno-ts/types'
import { randomUUID } from 'node:crypto'
import type { CacheLevel, CacheMetrics } from './cache-metrics.ts'
import { decodeSignal, encodeSignal, type CacheSignal } from './cache-signal.ts'
import type { MemoryCache } from './memory-cache.ts'
import type { RedisCacheRepository } from './redis-cache-repository.ts'

/** What a {@link MultiLevelCache} is made of. */
export interface MultiLevelCacheOptions {
  /** In this process. It must not be shared with another cache. */
  readonly l1: MemoryCache
  /** Shared by all processes. */
  readonly l2: RedisCacheRepository
  /** Tells the other processes what is outdated. Give every process one, and the same channel. */
  readonly signals: SignalBus
  /** Default `cache`. */
  readonly channel?: string | undefined
  /** How long the process answers a value by itself, in milliseconds, should a signal be lost. Default 5,000. */
  readonly l1TtlMs?: number | undefined
  /** Is told of signals that could not be heard. Default: silent. */
  readonly logger?: Logger | undefined
}

/**
 * Two caches as one: values are answered by the process, else by Redis, and outdated in all processes by signals.
 *
 * A value in the process lives as long as in Redis and at most `l1TtlMs`: that bounds what a lost signal leaves behind.
 * While Redis is away nothing new is kept in the process, so that answers come from the database. Dispose of it at the end:
 * it stops listening.
 *
 * @example
 * ```ts
 * import { MemoryCache, MultiLevelCache, RedisCacheRepository, RedisSignalBus } from '@uno-ts/read-model'
 * import { createClient } from 'redis'
 *
 * const client = createClient({ url: 'redis://127.0.0.1:6379' })
 * client.on('error', () => undefined)
 * client.connect().catch(() => undefined)
 * await using signals = new RedisSignalBus({ client })
 * await using cache = new MultiLevelCache({
 *   l1: new MemoryCache({ maxEntries: 10_000 }),
 *   l2: new RedisCacheRepository({ client }),
 *   signals,
 * })
 * await cache.set('rates:EUR', { rate: 117n }, { ttlMs: 60_000 })
 * ```
 */
export class MultiLevelCache implements ReadModelCache, AsyncDisposable {
  readonly #l1: MemoryCache
  readonly #l2: RedisCacheRepository
  readonly #signals: SignalBus
  readonly #channel: string
  readonly #l1TtlMs: number
  readonly #logger: Logger
  readonly #id = randomUUID()
  #listening: Promise<() => Promise<void>> | undefined
  #isListening = false
  #isClosed = false

  constructor({
    l1,
    l2,
    signals,
    channel = 'cache',
    l1TtlMs = 5_000,
    logger = silentLogger,
  }: MultiLevelCacheOptions) {
    this.#l1 = l1
    this.#l2 = l2
    this.#signals = signals
    this.#channel = channel
    this.#l1TtlMs = l1TtlMs
    this.#logger = logger
  }

  /** {@inheritDoc ReadModelCache.near} */
  near<Value>(key: string): CacheEntry<Value> | undefined {
    return this.#l1.near<Value>(key)
  }

  async get<Value>(key: string): Promise<CacheEntry<Value> | undefined> {
    const near = this.#l1.find<Value>(key)
    if (near !== undefined) return near
    await this.#listen()
    const token = this.#l1.token()
    const far = await this.#l2.get<Value>(key)
    if (far !== undefined) this.#keepNear(key, far, { token })
    return far
  }

  async getMany<Value>(keys: readonly string[]): Promise<readonly (CacheEntry<Value> | undefined)[]> {
    const near = keys.map((key) => this.#l1.find<Value>(key))
    const missing = keys.filter((_key, index) => near[index] === undefined)
    if (missing.length === 0) return near
    await this.#listen()
    const token = this.#l1.token()
    const far = await this.#l2.getMany<Value>(missing)
    for (const [index, key] of missing.entries()) {
      const entry = far[index]
      if (entry !== undefined) this.#keepNear(key, entry, { token })
    }
    const found = far.values()
    return near.map((entry) => entry ?? found.next().value)
  }

  async set<Value>(key: string, value: Value, options: CacheSetOptions): Promise<void> {
    await this.#l1.outdate([key])
    await this.#l2.set(key, value, options)
    await this.#tell({ keys: [key] })
  }

  async lease(keys: readonly string[]): Promise<readonly CacheLease[]> {
    await this.#listen()
    const near = this.#l1.token()
    const far = await this.#l2.lease(keys)
    return far.map((lease) =>
      lease.state === 'granted' ? { state: 'granted', token: `${near}/${lease.token}` } : lease,
    )
  }

  async fill<Value>(key: string, value: Value, options: CacheFillOptions): Promise<boolean> {
    const end = options.token.indexOf('/')
    const near = options.token.slice(0, end)
    if (!(await this.#l2.fill(key, value, { ...options, token: options.token.slice(end + 1) }))) return false
    if (this.#isListening) {
      await this.#l1.fill(key, value, {
        ...options,
        token: near,
        ttlMs: Math.min(options.ttlMs, this.#l1TtlMs),
      })
    }
    return true
  }

  async delete(key: string): Promise<void> {
    await this.outdate([key])
  }

  async outdate(keys: readonly string[], options: OutdateOptions = {}): Promise<void> {
    if (keys.length === 0) return
    await this.#l1.outdate(keys, options)
    await this.#l2.outdate(keys, options)
    await this.#l1.outdate(keys, options) // what came from Redis in between
    const { position } = options
    await this.#tell({ keys, ...(position !== undefined && { position: position.toString() }) })
  }

  async invalidateTags(tags: readonly string[]): Promise<void> {
    await this.#l1.invalidateTags(tags)
    await this.#l2.invalidateTags(tags)
    await this.#l1.invalidateTags(tags)
    await this.#tell({ tags })
  }

  async invalidateAll(prefix: string): Promise<void> {
    await this.#l1.invalidateAll(prefix)
    await this.#l2.invalidateAll(prefix)
    await this.#l1.invalidateAll(prefix)
    await this.#tell({ prefix })
  }

  /** Both levels as one, in this process: a miss is what neither had. */
  statistics(): CacheStatistics {
    const { memory, redis } = this.metrics()
    return { hits: memory.hits + redis.hits, misses: redis.misses, entries: memory.entries }
  }

  /** What each level has done, in this process. */
  metrics(): Readonly<Record<CacheLevel, CacheMetrics>> {
    return { memory: this.#l1.metrics(), redis: this.#l2.metrics() }
  }

  /** Stops listening. The levels stay the application's. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    this.#isListening = false
    const unsubscribe = await this.#listening?.catch(() => undefined)
    await unsubscribe?.()
    await this.#l1.invalidateAll('')
  }

  #keepNear(key: string, entry: CacheEntry<unknown>, lease: Pick<CacheFillOptions, 'token'>): void {
    if (!this.#isListening) return
    const expiresAt = Math.min(entry.expiresAt, this.#l1.now() + this.#l1TtlMs)
    this.#l1.keep(key, { ...entry, expiresAt }, lease)
  }

  /** Nothing is kept in the process before it hears what others outdate. */
  async #listen(): Promise<void> {
    if (this.#isListening || this.#isClosed) return
    try {
      await (this.#listening ??= this.#signals.subscribe(
        this.#channel,
        (payload) => void this.#hear(payload),
      ))
      this.#isListening = !this.#isClosed
    } catch (error) {
      this.#listening = undefined
      this.#logger.warn({ err: error }, 'the signals of caches cannot be heard; the process keeps no values')
    }
  }

  async #hear(payload: string | undefined): Promise<void> {
    const signal = payload === undefined ? undefined : decodeSignal(payload)
    if (signal?.from === this.#id) return
    if (signal === undefined) return this.#l1.invalidateAll('') // some may have been missed
    if ('keys' in signal) {
      const { keys, position } = signal
      return this.#l1.outdate(keys, {
        position: position === undefined ? undefined : globalPosition(position),
      })
    }
    return 'tags' in signal ? this.#l1.invalidateTags(signal.tags) : this.#l1.invalidateAll(signal.prefix)
  }

  async #tell(signal: CacheSignal): Promise<void> {
    try {
      await this.#signals.publish(this.#channel, encodeSignal(this.#id, signal))
    } catch (error) {
      this.#logger.warn({ err: error }, 'the caches of other processes could not be told')
    }
  }
}
