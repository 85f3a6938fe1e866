import { callbackify } from 'node:util'
import { silentLogger, TimeoutError, type Logger } from '@uno-ts/types'
import { countRequest, type Counted, type RateLimitClient } from './count-request.ts'

/** Where a {@link RedisRateLimitStore} counts, and what it does when it cannot. */
export interface RedisRateLimitStoreOptions {
  /** A client of `redis` that is connected. It stays open. */
  readonly client: RateLimitClient
  /** Stands before every key. Default `uno:rate-limit:`. */
  readonly prefix?: string | undefined
  /**
   * What happens while Redis does not answer: `open` lets requests pass uncounted, `closed` refuses them with 503. Default
   * `open`: a limit protects the service, and is no reason to be down.
   */
  readonly whenAway?: 'open' | 'closed' | undefined
  /** How long Redis may take to count one request, in milliseconds. Default 100. */
  readonly timeoutMs?: number | undefined
  /** Told when Redis goes away and comes back, once each. Default: nobody. */
  readonly logger?: Logger | undefined
}

/** What `@fastify/rate-limit` says to a store, for all routes or for one. */
export interface RateLimitStoreSettings {
  readonly continueExceeding?: boolean | undefined
  readonly exponentialBackoff?: boolean | undefined
  readonly routeInfo?: { readonly method?: string | readonly string[]; readonly url?: string } | undefined
}

/** Hears how often a caller has asked. */
export type CountedCallback = (error: Error | null, result?: Counted) => void

/**
 * Counts the requests of all processes in Redis, for `@fastify/rate-limit` and the client of `redis`, which the plugin's
 * own store does not take. A request is counted and its window begun in one step. `redisRateLimit` makes the options of
 * the plugin around it.
 *
 * @example
 * ```ts
 * import { RedisRateLimitStore } from '@uno-ts/fastify-adapter'
 * import { createClient } from 'redis'
 *
 * const store = new RedisRateLimitStore({ client: createClient(), whenAway: 'closed' })
 * store.incr('ada', (_error, counted) => counted?.current, 60_000, 100)
 * ```
 */
export class RedisRateLimitStore {
  readonly #options: RedisRateLimitStoreOptions
  readonly #settings: RateLimitStoreSettings
  readonly #away: { is: boolean }

  constructor(
    options: RedisRateLimitStoreOptions,
    settings: RateLimitStoreSettings = {},
    away: { is: boolean } = { is: false },
  ) {
    this.#options = options
    this.#settings = settings
    this.#away = away
  }

  /** Counts one request of a caller, in a window of so many milliseconds. */
  incr(key: string, callback: CountedCallback, timeWindow: number, max: number): void {
    const counted = this.#count(key, timeWindow, max)
    callbackify(() => counted)(callback)
  }

  /** A store that counts for one route alone, by what the plugin says of it. */
  child(route: object): RedisRateLimitStore {
    const { prefix = defaultPrefix } = this.#options
    const settings: RateLimitStoreSettings = route // the plugin declares other fields than it gives
    const { method = '', url = '' } = settings.routeInfo ?? {}
    const options = { ...this.#options, prefix: `${prefix}${[method].flat().join('|')} ${url}:` }
    return new RedisRateLimitStore(options, settings, this.#away)
  }

  async #count(key: string, windowMs: number, max: number): Promise<Counted> {
    const { whenAway = 'open', prefix = defaultPrefix, timeoutMs = 100 } = this.#options
    const { continueExceeding = false, exponentialBackoff = false } = this.#settings
    try {
      const window = { key: prefix + key, windowMs, max, continueExceeding, exponentialBackoff }
      const counted = await this.#inTime(window, timeoutMs)
      this.#tell(false)
      return counted
    } catch (cause) {
      this.#tell(true, cause)
      if (whenAway === 'open') return { current: 0, ttl: 0 }
      throw new TimeoutError(`nobody counted the request within ${timeoutMs} ms`, { cause })
    }
  }

  async #inTime(window: Parameters<typeof countRequest>[1], timeoutMs: number): Promise<Counted> {
    const { client } = this.#options
    if (!client.isReady) throw new Error('the client is not connected')
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), timeoutMs)
    })
    try {
      return await Promise.race([countRequest(client, window), late])
    } finally {
      clearTimeout(timer)
    }
  }

  #tell(isAway: boolean, error?: unknown): void {
    if (this.#away.is === isAway) return
    this.#away.is = isAway
    const { logger = silentLogger, whenAway = 'open' } = this.#options
    if (isAway) logger.warn({ err: error, whenAway }, 'rate limits are not counted: Redis does not answer')
    else logger.info({}, 'rate limits are counted again')
  }
}

const defaultPrefix = 'uno:rate-limit:'
