import {
  globalPosition,
  silentLogger,
  systemClock,
  type CacheEntry,
  type CacheSetOptions,
  type CacheStatistics,
  type CacheStore,
  type Clock,
  type Logger,
} from '@uno-ts/types'
import type { RedisCommands } from '../redis/redis-commands.ts'
import { withinTime } from '../redis/within-time.ts'
import { fromCachedJson, toCachedJson } from './cached-json.ts'

/** How a {@link RedisCacheRepository} is made. */
export interface RedisCacheRepositoryOptions {
  /** A client of the package `redis`; connected and closed by the application. */
  readonly client: RedisCommands
  /** Leads every key, so that applications may share a server. Default `uno:cache:`. */
  readonly prefix?: string | undefined
  /** How long an answer is waited for, in milliseconds, before the call goes on without it. Default 250. */
  readonly timeoutMs?: number | undefined
  /** Default: the machine's clock. */
  readonly clock?: Clock | undefined
  /** Is told what was survived. Default: silent. */
  readonly logger?: Logger | undefined
}

/** An entry as Redis keeps it. */
interface StoredEntry extends CacheEntry<unknown> {
  /** How often each tag had been invalidated when the value was stored. */
  readonly generations: readonly number[]
}

/**
 * A cache in Redis, shared by processes. Values are JSON; dates and bigints come back as such.
 *
 * It never throws for Redis: while Redis is away every read is a miss and writes are dropped. An invalidation that is
 * lost so leaves a value at most until it expires: its `ttlMs` bounds how stale an answer can be.
 */
export class RedisCacheRepository implements CacheStore {
  readonly #client: RedisCommands
  readonly #prefix: string
  readonly #timeoutMs: number
  readonly #clock: Clock
  readonly #logger: Logger
  #hits = 0
  #misses = 0

  constructor({
    client,
    prefix = 'uno:cache:',
    timeoutMs = 250,
    clock = systemClock,
    logger = silentLogger,
  }: RedisCacheRepositoryOptions) {
    this.#client = client
    this.#prefix = prefix
    this.#timeoutMs = timeoutMs
    this.#clock = clock
    this.#logger = logger
  }

  async get<Value>(key: string): Promise<CacheEntry<Value> | undefined> {
    const entry = await this.#surviving('get', () => this.#read(key))
    if (entry === undefined) this.#misses += 1
    else this.#hits += 1
    return entry as CacheEntry<Value> | undefined // what the caller stored under its key
  }

  async set<Value>(
    key: string,
    value: Value,
    { ttlMs, tags = [], position }: CacheSetOptions,
  ): Promise<void> {
    const storedAt = this.#clock.now()
    await this.#surviving('set', async () => {
      const generations = await this.#generations(tags)
      const entry: StoredEntry = { value, storedAt, expiresAt: storedAt + ttlMs, position, tags, generations }
      await this.#send([
        'SET',
        this.#valueKey(key),
        toCachedJson(entry),
        'PX',
        String(Math.max(1, Math.ceil(ttlMs))),
      ])
    })
  }

  async delete(key: string): Promise<void> {
    await this.#surviving('delete', () => this.#send(['UNLINK', this.#valueKey(key)]))
  }

  async invalidateTags(tags: readonly string[]): Promise<void> {
    await this.#surviving('invalidateTags', () =>
      Promise.all(tags.map((tag) => this.#send(['INCR', this.#tagKey(tag)]))),
    )
  }

  async invalidateAll(prefix: string): Promise<void> {
    const pattern = `${this.#valueKey(prefix).replaceAll(/[\\*?[\]]/g, String.raw`\$&`)}*`
    await this.#surviving('invalidateAll', async () => {
      let cursor = '0'
      do {
        const scan = ['SCAN', cursor, 'MATCH', pattern, 'COUNT', '1000']
        const [next, keys] = await this.#send<[string, string[]]>(scan)
        if (keys.length > 0) await this.#send(['UNLINK', ...keys])
        cursor = next
      } while (cursor !== '0')
    })
  }

  /** Of this process; the number of entries is Redis' own affair, so it is 0. */
  statistics(): CacheStatistics {
    return { hits: this.#hits, misses: this.#misses, entries: 0 }
  }

  async #read(key: string): Promise<CacheEntry<unknown> | undefined> {
    const text = await this.#send<string | null>(['GET', this.#valueKey(key)])
    if (text === null) return undefined
    const { generations, position, ...entry } = fromCachedJson(text) as StoredEntry // as `set` wrote it
    if (entry.expiresAt <= this.#clock.now()) return undefined
    const current = await this.#generations(entry.tags)
    if (current.some((generation, index) => generation !== generations[index])) return undefined
    return { ...entry, position: position === undefined ? undefined : globalPosition(position) }
  }

  async #generations(tags: readonly string[]): Promise<readonly number[]> {
    if (tags.length === 0) return []
    const counts = await this.#send<readonly (string | null)[]>([
      'MGET',
      ...tags.map((tag) => this.#tagKey(tag)),
    ])
    return counts.map(Number)
  }

  /** Nothing is sent while there is no connection: the client would keep it until there is one. */
  async #surviving<Result>(action: string, work: () => Promise<Result>): Promise<Result | undefined> {
    if (!this.#client.isReady) return undefined
    try {
      return await work()
    } catch (error) {
      this.#logger.warn({ err: error, action }, 'the cache in Redis failed; went on without it')
      return undefined
    }
  }

  #send<Reply>(command: readonly string[]): Promise<Reply> {
    return withinTime(this.#client.sendCommand<Reply>(command), this.#timeoutMs)
  }

  #valueKey(key: string): string {
    return `${this.#prefix}value:${key}`
  }

  #tagKey(tag: string): string {
    return `${this.#prefix}tag:${tag}`
  }
}
