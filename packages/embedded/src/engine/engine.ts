import type { PGlite } from '@electric-sql/pglite'
import type { Housekeeper } from '../housekeeping/housekeeper.ts'
import { simpleQuery } from './simple-query.ts'
import { Turn } from './turn.ts'

/** What an engine says of itself. */
export interface EngineVersions {
  readonly serverVersion: string
  readonly engine: string
}

/** What an {@link Engine} is made of. */
export interface EngineOptions {
  readonly lite: PGlite
  readonly housekeeper: Housekeeper
  readonly versions: EngineVersions
}

/**
 * The database itself: takes bytes of PostgreSQL's protocol and gives bytes back. It has one session, which one socket
 * at a time may hold.
 */
export class Engine {
  readonly versions: EngineVersions
  readonly #lite: PGlite
  readonly #housekeeper: Housekeeper
  readonly #turn = new Turn()
  #sessionIsFree: Promise<void> = Promise.resolve()

  constructor({ lite, housekeeper, versions }: EngineOptions) {
    this.#lite = lite
    this.#housekeeper = housekeeper
    this.versions = versions
  }

  get inTransaction(): boolean {
    return this.#lite.isInTransaction()
  }

  /** Waits until the session is free and takes it. The function returned gives it back, as fresh as it was found. */
  async takeSession(): Promise<() => Promise<void>> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const free = this.#sessionIsFree
    this.#sessionIsFree = promise
    await free
    return () => this.#reset().finally(resolve)
  }

  /** Hands whole protocol messages to the database and whatever it answers to `answer`, piece by piece. */
  async exchange(messages: Uint8Array, answer: (piece: Buffer) => void): Promise<void> {
    await this.#turn.mine()
    // What comes is a view into the database's memory, which the next piece overwrites.
    const onRawData = (piece: Uint8Array) => answer(Buffer.from(piece))
    await this.#lite.execProtocolRawStream(messages, { syncToFs: false, onRawData })
    if (!this.inTransaction) await this.#housekeeper.settled(messages.length)
  }

  /** Closes the database, once the session was given back. */
  async close(): Promise<void> {
    await this.#sessionIsFree
    await this.#housekeeper.stop()
    await this.#lite.close()
  }

  /** What PostgreSQL does when a connection ends: an open transaction is undone, and nothing of the session is left. */
  async #reset(): Promise<void> {
    if (this.inTransaction) await simpleQuery(this.#lite, 'rollback')
    await simpleQuery(this.#lite, 'discard all')
  }
}
