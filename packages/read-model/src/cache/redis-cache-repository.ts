import type { Meter } from '@opentelemetry/api'
import {
  silentLogger,
  systemClock,
  type CacheEntry,
  type CacheFillOptions,
  type CacheLease,
  type CacheSetOptions,
  type CacheStatistics,
  type Clock,
  type GlobalPosition,
  type Logger,
  type OutdateOptions,
  type ReadModelCache,
} from '@uno-ts/types'
import { randomUUID } from 'node:crypto'
import type { RedisCommands } from '../redis/redis-commands.ts'
import { ReplyDeadline } from '../redis/reply-deadline.ts'
import type { CacheMetrics } from './cache-metrics.ts'
import { CacheTally } from './cache-tally.ts'
import { Debt } from './debt.ts'
import { decodeEntry, encodeEntry } from './redis-entry.ts'
import { RedisKeys } from './redis-keys.ts'
import { fillScript, leaseScript, outdateScript, setScript } from './redis-scripts.ts'
import { scopeOf } from './scope-of.ts'

/** How a {@link RedisCacheRepository} is made. */
export interface RedisCacheRepositoryOptions {
  /** A client of the package `redis`; connected and closed by the application. */
  readonly client: RedisCommands
  /** Leads every key, so that applications may share a server. Default `uno:cache:`. */
  readonly prefix?: string | undefined
  /** How long an answer is waited for, in milliseconds, before the call goes on without it. Default 250. */
  readonly timeoutMs?: number | undefined
  /** How long Redis is left alone after it did not answer in time, in milliseconds. Default 250. */
  readonly restMs?: number | undefined
  /** How long a reader may take from its lease to its fill, in milliseconds. Default 5,000. */
  readonly leaseMs?: number | undefined
  /** How long the position of a change is remembered, in milliseconds. Default 60,000. */
  readonly tombstoneMs?: number | undefined
  /** Default: the machine's clock. */
  readonly clock?: Clock | undefined
  /** Is told what was survived. Default: silent. */
  readonly logger?: Logger | undefined
  /** Default: the global one. */
  readonly meter?: Meter | undefined
}

/**
 * A cache in Redis, shared by processes. Values are JSON; dates and bigints come back as such.
 *
 * It never throws for Redis: while Redis is away every read is a miss and nothing is kept. What was to be outdated
 * meanwhile is outdated before anything is believed again. A process that ends before that leaves its values at most until
 * they expire: `ttlMs` bounds how stale an answer can be.
 *
 * `invalidateAll` costs the same however many keys there are: it drops the scope of its prefix, everything through the
 * first colon. One Redis server, with replicas or without; not a Redis Cluster.
 *
 * @example
 * ```ts
 * import { RedisCacheRepository } from '@uno-ts/read-model'
 * import { createClient } from 'redis'
 *
 * const client = createClient({ url: 'redis://127.0.0.1:6379' })
 * client.on('error', () => undefined) // log it: the client connects again by itself
 * client.connect().catch(() => undefined) // need not be there when the application starts
 * const cache = new RedisCacheRepository({ client, prefix: 'shop:' })
 * await cache.set('rates:EUR', { rate: 117n }, { ttlMs: 60_000, tags: ['rates'] })
 * await cache.invalidateTags(['rates'])
 * ```
 */
export class RedisCacheRepository implements ReadModelCache {
  readonly #client: RedisCommands
  readonly #keys: RedisKeys
  readonly #deadline: ReplyDeadline
  readonly #restMs: number
  readonly #leaseMs: number
  readonly #tombstoneMs: number
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #tally: CacheTally
  readonly #debt = new Debt()
  #settling: Promise<void> | undefined
  #restsUntil = -Infinity

  constructor({
    client,
    prefix = 'uno:cache:',
    timeoutMs = 250,
    restMs = 250,
    leaseMs = 5_000,
    tombstoneMs = 60_000,
    clock = systemClock,
    logger = silentLogger,
    meter,
  }: RedisCacheRepositoryOptions) {
    this.#client = client
    this.#keys = new RedisKeys(prefix)
    this.#deadline = new ReplyDeadline(timeoutMs)
    this.#restMs = restMs
    this.#leaseMs = leaseMs
    this.#tombstoneMs = tombstoneMs
    this.#clock = clock
    this.#logger = logger
    this.#tally = new CacheTally({ level: 'redis', meter })
  }

  async get<Value>(key: string): Promise<CacheEntry<Value> | undefined> {
    const entry = await this.#surviving('get', () => this.#readOne(key))
    if (entry === undefined) this.#tally.miss()
    else this.#tally.hit()
    return entry as CacheEntry<Value> | undefined // what the caller stored under its key
  }

  async getMany<Value>(keys: readonly string[]): Promise<readonly (CacheEntry<Value> | undefined)[]> {
    const [first] = keys
    if (first === undefined) return []
    if (keys.length === 1) return [await this.get<Value>(first)]
    const found = await this.#surviving('get', () => this.#read(keys))
    for (const index of keys.keys()) {
      if (found?.[index] === undefined) this.#tally.miss()
      else this.#tally.hit()
    }
    // What the caller stored under its keys.
    return (found as readonly (CacheEntry<Value> | undefined)[] | undefined) ?? keys.map(() => undefined)
  }

  async set<Value>(key: string, value: Value, options: CacheSetOptions): Promise<void> {
    const names = this.#keys
    const tags = (options.tags ?? []).map((tag) => names.tag(tag))
    const entry = encodeEntry(value, this.#clock.now(), options)
    await this.#surviving('set', () =>
      this.#run(
        setScript,
        [names.value(key), names.lease(key), names.root, names.scope(key), ...tags],
        [randomUUID(), lifeOf(options), entry],
      ),
    )
  }

  async lease(keys: readonly string[]): Promise<readonly CacheLease[]> {
    if (keys.length === 0) return []
    const names = this.#keys
    const lease = randomUUID()
    const scopes = keys.map((key) => names.scope(key))
    const leases = keys.map((key) => names.lease(key))
    const answer = await this.#surviving('lease', () =>
      this.#run<readonly (string | null)[]>(
        leaseScript,
        [names.tagChanges, names.root, ...scopes, ...leases],
        [lease, String(this.#leaseMs)],
      ),
    )
    if (answer === undefined) return keys.map(() => ({ state: 'away' }))
    const [tagChanges, root, ...marks] = answer
    return marks.map((scope) =>
      scope === null
        ? { state: 'taken' }
        : { state: 'granted', token: [lease, root, scope, tagChanges].join(' ') },
    )
  }

  async fill<Value>(key: string, value: Value, options: CacheFillOptions): Promise<boolean> {
    const names = this.#keys
    const tags = (options.tags ?? []).map((tag) => names.tag(tag))
    const entry = encodeEntry(value, this.#clock.now(), options)
    const kept = await this.#surviving('fill', () =>
      this.#run<number>(
        fillScript,
        [
          names.value(key),
          names.lease(key),
          names.root,
          names.scope(key),
          names.tagChanges,
          names.tombstone(key),
          ...tags,
        ],
        [randomUUID(), lifeOf(options), entry, ...options.token.split(' '), String(options.reflects ?? '')],
      ),
    )
    this.#tally.fill(kept === 1)
    return kept === 1
  }

  async delete(key: string): Promise<void> {
    await this.outdate([key])
  }

  async outdate(keys: readonly string[], { position }: OutdateOptions = {}): Promise<void> {
    if (keys.length === 0) return
    const isDone = await this.#surviving('outdate', () => this.#outdate(keys, position))
    if (isDone === undefined) this.#debt.addKeys(keys, position)
  }

  async invalidateTags(tags: readonly string[]): Promise<void> {
    if (tags.length === 0) return
    const isDone = await this.#surviving('invalidateTags', () => this.#outdateTags(tags))
    if (isDone === undefined) this.#debt.addTags(tags)
  }

  async invalidateAll(prefix: string): Promise<void> {
    const isDone = await this.#surviving('invalidateAll', () => this.#outdateScope(prefix))
    if (isDone === undefined) this.#debt.addPrefix(prefix)
  }

  /** Of this process; the number of entries is Redis' own affair, so it is 0. */
  statistics(): CacheStatistics {
    const { hits, misses, entries } = this.metrics()
    return { hits, misses, entries }
  }

  /** All that is counted, in this process; entries and evictions are Redis' own affair. */
  metrics(): CacheMetrics {
    return this.#tally.metrics(0)
  }

  /** As `#read`, for one key: without its lists and maps. */
  async #readOne(key: string): Promise<CacheEntry<unknown> | undefined> {
    const names = this.#keys
    const command = ['MGET', names.value(key), names.root, names.scope(key)]
    const [text = null, root, scope] = await this.#send<readonly (string | null)[]>(command)
    if (text === null) return undefined
    const { marks, entry: open } = decodeEntry(text)
    if (marks[0] !== root || marks[1] !== scope) return undefined
    const entry = open()
    if (entry.expiresAt <= this.#clock.now()) return undefined
    if (entry.tags.length === 0) return entry
    const current = await this.#marksOf(entry.tags)
    return entry.tags.every((tag, index) => current.get(tag) === marks[index + 2]) ? entry : undefined
  }

  /** Values and the marks of their scopes in one round trip; marks of tags, where there are tags, in another. */
  async #read(keys: readonly string[]): Promise<readonly (CacheEntry<unknown> | undefined)[]> {
    const names = this.#keys
    const scopes = [...new Set(keys.map(scopeOf))]
    const values = keys.map((key) => names.value(key))
    const texts = await this.#send<readonly (string | null)[]>([
      'MGET',
      ...values,
      names.root,
      ...scopes.map((scope) => names.scope(scope)),
    ])
    const root = texts[keys.length]
    const now = this.#clock.now()
    const found = keys.map((key, index) => {
      const text = texts[index]
      if (text === null || text === undefined) return undefined
      const { marks, entry: open } = decodeEntry(text)
      const scope = texts[keys.length + 1 + scopes.indexOf(scopeOf(key))]
      if (marks[0] !== root || marks[1] !== scope) return undefined
      const entry = open()
      return entry.expiresAt <= now ? undefined : { entry, tagMarks: marks.slice(2) }
    })
    const tags = [...new Set(found.flatMap((each) => each?.entry.tags ?? []))]
    const current = await this.#marksOf(tags)
    return found.map((each) => {
      if (each === undefined) return undefined
      const { entry, tagMarks } = each
      return entry.tags.every((tag, index) => current.get(tag) === tagMarks[index]) ? entry : undefined
    })
  }

  async #marksOf(tags: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    if (tags.length === 0) return new Map()
    const marks = await this.#send<readonly (string | null)[]>([
      'MGET',
      ...tags.map((tag) => this.#keys.tag(tag)),
    ])
    return new Map(tags.map((tag, index) => [tag, marks[index] ?? null]))
  }

  async #outdate(keys: readonly string[], position: GlobalPosition | undefined): Promise<true> {
    const names = this.#keys
    if (position === undefined) {
      await this.#send(['UNLINK', ...keys.flatMap((key) => [names.value(key), names.lease(key)])])
      return true
    }
    const touched = keys.flatMap((key) => [names.value(key), names.lease(key), names.tombstone(key)])
    await this.#run(outdateScript, touched, [position.toString(), String(this.#tombstoneMs)])
    return true
  }

  /** First the fills under way are refused, then the values go: the other way round one could slip in between. */
  async #outdateTags(tags: readonly string[]): Promise<true> {
    await this.#send(['SET', this.#keys.tagChanges, randomUUID()])
    await this.#send(['UNLINK', ...tags.map((tag) => this.#keys.tag(tag))])
    return true
  }

  async #outdateScope(prefix: string): Promise<true> {
    await this.#send(['UNLINK', this.#keys.scope(prefix)])
    return true
  }

  /** Nothing is sent while there is no connection: the client would keep it until there is one. */
  async #surviving<Result>(action: string, work: () => Promise<Result>): Promise<Result | undefined> {
    if (!this.#client.isReady || this.#clock.now() < this.#restsUntil) return undefined
    try {
      if (!this.#debt.isSettled || this.#settling !== undefined) await (this.#settling ??= this.#settle())
      return await work()
    } catch (error) {
      this.#tally.fail()
      this.#restsUntil = this.#clock.now() + this.#restMs
      this.#logger.warn({ err: error, action }, 'the cache in Redis failed; went on without it')
      return undefined
    }
  }

  async #settle(): Promise<void> {
    const owed = this.#debt.take()
    try {
      for (const prefix of owed.prefixes) await this.#outdateScope(prefix)
      if (owed.tags.size > 0) await this.#outdateTags([...owed.tags])
      for (const [position, keys] of Map.groupBy(owed.keys.keys(), (key) => owed.keys.get(key))) {
        await this.#outdate(keys, position)
      }
    } catch (error) {
      this.#debt.giveBack(owed)
      throw error
    } finally {
      this.#settling = undefined
    }
  }

  #run<Reply>(script: string, keys: readonly string[], args: readonly string[]): Promise<Reply> {
    return this.#send<Reply>(['EVAL', script, String(keys.length), ...keys, ...args])
  }

  #send<Reply>(command: readonly string[]): Promise<Reply> {
    return this.#deadline.wait(this.#client.sendCommand<Reply>(command))
  }
}

function lifeOf({ ttlMs }: CacheSetOptions): string {
  return String(Math.max(1, Math.ceil(ttlMs)))
}
