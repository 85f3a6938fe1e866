import type { PGlite } from '@electric-sql/pglite'
import type { Logger } from '@uno-ts/types'
import { simpleQuery } from '../engine/simple-query.ts'
import { logLengthBytes } from './log-length.ts'
import { overdueStatements } from './overdue-statements.ts'

/** When the database counts as idle, in milliseconds since somebody last asked for something. */
const idleAfterMs = 200
/** How often the log's length is looked at: every so many bytes of requests, or exchanges. */
const lookAfterBytes = 4 << 20
const lookAfterExchanges = 1_000
/** How long the log may become before a checkpoint: a crash must replay it. */
const longestLogBytes = 64 << 20

/**
 * Does what PostgreSQL does in background processes, of which the embedded one has none: checkpoints, or its log would
 * grow for ever; vacuum, or dead rows would; statistics, or plans would be guesses. A checkpoint comes when the log is
 * long, the rest when nobody has asked for anything for a moment.
 */
export class Housekeeper {
  readonly #lite: PGlite
  readonly #logger: Logger
  #exchanges = 0
  #exchangesAtLook = 0
  #bytesSinceLook = 0
  #timer: NodeJS.Timeout | undefined
  #tidying: Promise<void> = Promise.resolve()
  #closed = false

  constructor(lite: PGlite, logger: Logger) {
    this.#lite = lite
    this.#logger = logger
  }

  /** Somebody asked for something with `bytes` of request, and no transaction is open now. */
  async settled(bytes: number): Promise<void> {
    this.#exchanges++
    this.#bytesSinceLook += bytes
    this.#timer ??= this.#checkLater()
    const look =
      this.#bytesSinceLook > lookAfterBytes || this.#exchanges > this.#exchangesAtLook + lookAfterExchanges
    if (!look) return
    this.#bytesSinceLook = 0
    this.#exchangesAtLook = this.#exchanges
    await this.#survive(() => this.#shortenLog())
  }

  /** Ends what is under way, and does nothing any more. */
  async stop(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#tidying
  }

  #checkLater(): NodeJS.Timeout {
    const exchanges = this.#exchanges
    return setTimeout(() => {
      const idle = exchanges === this.#exchanges
      this.#timer = idle ? undefined : this.#checkLater()
      if (idle) this.#tidying = this.#survive(() => this.#tidy(exchanges))
    }, idleAfterMs).unref()
  }

  async #shortenLog(): Promise<void> {
    if ((await logLengthBytes(this.#lite)) > longestLogBytes) await simpleQuery(this.#lite, 'checkpoint')
  }

  async #tidy(exchanges: number): Promise<void> {
    const undisturbed = () => !this.#closed && exchanges === this.#exchanges && !this.#lite.isInTransaction()
    if (!undisturbed()) return
    for (const statement of await overdueStatements(this.#lite)) {
      await new Promise((resolve) => setImmediate(resolve)) // a request that came meanwhile goes first
      if (!undisturbed()) return
      await simpleQuery(this.#lite, statement)
    }
  }

  /** None of this is worth failing for. */
  async #survive(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#logger.warn({ err: error }, 'housekeeping of the embedded database failed')
    }
  }
}
