import { silentLogger, type Logger, type SignalBus } from '@uno-ts/types'
import type { ClientBase, Pool } from 'pg'

/** What {@link PostgresSignalBus} needs. */
export interface PostgresSignalBusOptions {
  /** Notifications are sent through it. */
  readonly pool: Pool
  /**
   * Opens the connection that listens, outside the pool and not through a pooler. Default: a client made with the pool's
   * own settings. A pool of size 1 (the embedded database) does not listen: its signals stay in the process.
   */
  readonly connect?: (() => Promise<ListeningClient>) | undefined
  /** How long signals are gathered before the next notification. Default 20. */
  readonly gatherMs?: number | undefined
  /** Says what was survived. Default: nothing. */
  readonly logger?: Logger | undefined
}

/** As much of a client as listening needs. */
export type ListeningClient = Pick<ClientBase, 'query' | 'on'> & { end(): Promise<void> }

type Listener = (payload: string | undefined) => void

/**
 * Signals between processes through LISTEN and NOTIFY.
 *
 * Notifications are sent in statements of their own, never inside an append (that would serialise commits), the first at
 * once, then at most one every `gatherMs` for each channel and payload. The listening connection heals itself, and
 * listeners are told with `undefined` that signals may have been lost.
 *
 * @example
 * ```ts
 * import { PostgresEventStore, PostgresSignalBus } from '@uno-ts/event-store-pg'
 * import { Pool } from 'pg'
 *
 * const pool = new Pool()
 * await using signals = new PostgresSignalBus({ pool })
 * const eventStore = new PostgresEventStore({ pool, signals }) // subscriptions hear of other processes' appends
 * ```
 */
export class PostgresSignalBus implements SignalBus {
  readonly #pool: Pool
  readonly #connect: (() => Promise<ListeningClient>) | undefined
  readonly #gatherMs: number
  readonly #logger: Logger
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #gathered = new Map<string, { readonly channel: string; readonly payload: string }>()
  #sending = false
  #closed = false
  #client: ListeningClient | undefined
  #connecting: Promise<void> | undefined
  #retry: NodeJS.Timeout | undefined

  constructor(options: PostgresSignalBusOptions) {
    const { pool, gatherMs = 20, logger = silentLogger } = options
    this.#pool = pool
    this.#gatherMs = gatherMs
    this.#logger = logger
    this.#connect = options.connect ?? (pool.options.max === 1 ? undefined : () => connectLike(pool))
  }

  /** Sends a hint; listeners of this process hear it at once, without the database. */
  async publish(channel: string, payload: string): Promise<void> {
    if (this.#closed) return
    this.#tell(channel, payload)
    if (this.#connect === undefined) return
    this.#gathered.set(`${channel}\0${payload}`, { channel, payload })
    if (!this.#sending) await this.#send()
  }

  /** Listens; the connection is opened by the first listener. */
  async subscribe(channel: string, listener: Listener): Promise<() => Promise<void>> {
    const listeners = this.#listeners.get(channel) ?? new Set<Listener>()
    this.#listeners.set(channel, listeners)
    listeners.add(listener)
    if (this.#connect !== undefined) {
      await this.#listening()
      await this.#client?.query(`listen ${quoted(channel)}`).catch(() => undefined) // a dead client listens again when it heals
    }
    return async () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      this.#listeners.delete(channel)
      await this.#client?.query(`unlisten ${quoted(channel)}`).catch(() => undefined) // nobody hears it any more
    }
  }

  /** Stops listening and sending, and closes the connection this bus opened. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    this.#listeners.clear()
    await this.#connecting
    const client = this.#client
    this.#client = undefined
    await client?.end().catch(() => undefined) // it may be dead already
  }

  /** The same as {@link PostgresSignalBus.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #send(): Promise<void> {
    this.#sending = true
    try {
      while (this.#gathered.size > 0 && !this.#closed) {
        const signals = [...this.#gathered.values()]
        this.#gathered.clear()
        await this.#pool.query('select pg_notify(c, p) from unnest($1::text[], $2::text[]) as s(c, p)', [
          signals.map((signal) => signal.channel),
          signals.map((signal) => signal.payload),
        ])
        await new Promise((resolve) => setTimeout(resolve, this.#gatherMs).unref())
      }
    } catch (error) {
      this.#logger.debug({ error }, 'a notification was not sent; listeners find out by looking')
    } finally {
      this.#sending = false
    }
  }

  #listening(): Promise<void> {
    this.#connecting ??= this.#open().finally(() => (this.#connecting = undefined))
    return this.#connecting
  }

  async #open(): Promise<void> {
    if (this.#client !== undefined || this.#closed || this.#connect === undefined) return
    try {
      const client = await this.#connect()
      // Our own notifications come back too: listeners hear them twice, a hint costs little.
      client.on('notification', ({ channel, payload }) => this.#tell(channel, payload ?? ''))
      const lost = (): void => this.#lost(client)
      client.on('error', lost)
      client.on('end', lost)
      for (const channel of this.#listeners.keys()) await client.query(`listen ${quoted(channel)}`)
      this.#client = client
      for (const listeners of this.#listeners.values()) for (const listener of listeners) listener(undefined)
    } catch (error) {
      this.#logger.warn({ error }, 'no connection to listen on; trying again')
      this.#retryLater()
    }
  }

  #lost(client: ListeningClient): void {
    if (this.#client !== client) return
    this.#client = undefined
    client.end().catch(() => undefined) // it is dead
    if (!this.#closed) this.#retryLater()
  }

  #retryLater(): void {
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => void this.#listening(), 500)
    this.#retry.unref()
  }

  #tell(channel: string, payload: string): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener(payload)
  }
}

/** A client with the settings of a pool, outside the pool. */
async function connectLike(pool: Pool): Promise<ListeningClient> {
  // The constructor a pool was given is where its settings belong to; the types do not show the field.
  const { Client } = pool as unknown as {
    Client: new (options: object) => ListeningClient & { connect(): Promise<void> }
  }
  const client = new Client({ ...pool.options, keepAlive: true })
  client.on('error', () => undefined) // before connect resolves nobody else listens for it
  await client.connect()
  return client
}

function quoted(channel: string): string {
  return `"${channel.replaceAll('"', '""')}"`
}
