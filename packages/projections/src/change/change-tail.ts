import type { Logger, ProjectionChange } from '@uno-ts/types'
import { Backoff } from '../failure/backoff.ts'
import { isTransient } from '../failure/is-transient.ts'
import type { RunnerSignals } from '../runner/runner-signals.ts'
import { Interruption } from '../waiting/interruption.ts'
import { untilAborted } from '../waiting/until-aborted.ts'
import type { ChangeTables } from './change-tables.ts'
import { openCursor, readChanges, type ChangeCursor } from './read-changes.ts'

/** What a {@link ChangeTail} is made of. */
export interface ChangeTailOptions {
  readonly tables: ChangeTables
  readonly signals: RunnerSignals
  readonly pollIntervalMs: number
  readonly logger: Logger
}

/** Follows the changes of all processes for the subscribers of this one: one statement a look, however many there are. */
export class ChangeTail {
  readonly #options: ChangeTailOptions
  readonly #closing = new AbortController()
  readonly #failed = new AbortController()
  readonly #interruption = new Interruption()
  readonly #listeners = new Set<(change: ProjectionChange) => void>()
  readonly #opened: Promise<ChangeCursor>
  readonly #running: Promise<void>

  constructor(options: ChangeTailOptions) {
    this.#options = options
    const look = () => this.#interruption.interrupt()
    options.signals.open({ onCommit: look, onRelease: () => undefined, onDoubt: look })
    this.#opened = openCursor(options.tables)
    this.#running = this.#run()
  }

  /** Aborts with what ended it. */
  get failed(): AbortSignal {
    return this.#failed.signal
  }

  /** Calls the listener for changes that are committed from now on, and gives the place they begin at, or one before it. */
  async listen(listener: (change: ProjectionChange) => void): Promise<ChangeCursor> {
    this.#listeners.add(listener)
    return await this.#opened
  }

  /** Takes a listener away. Tells whether it was the last one. */
  leave(listener: (change: ProjectionChange) => void): boolean {
    this.#listeners.delete(listener)
    return this.#listeners.size === 0
  }

  /** Ends the looking, and waits for the look in hand. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#interruption.interrupt()
    await this.#running
    await this.#options.signals.close()
  }

  async #run(): Promise<void> {
    const { pollIntervalMs, logger } = this.#options
    const closing = this.#closing.signal
    const backoff = new Backoff()
    let cursor: ChangeCursor | undefined
    while (!closing.aborted) {
      const { signal } = this.#interruption
      try {
        cursor = cursor === undefined ? await this.#opened : await this.#look(cursor)
        backoff.reset()
        await untilAborted(signal, pollIntervalMs)
      } catch (error) {
        if (cursor === undefined || !isTransient(error)) return this.#failed.abort(error)
        if (backoff.failures === 0) logger.warn({ err: error }, 'changes cannot be read; trying again')
        await untilAborted(closing, backoff.next())
      }
    }
  }

  async #look(cursor: ChangeCursor): Promise<ChangeCursor> {
    const reading = readChanges(this.#options.tables, { from: cursor.snapshot, readUpTo: cursor.changeId })
    for (;;) {
      const { done, value } = await reading.next()
      if (done === true) return value
      for (const listener of this.#listeners) listener(value)
    }
  }
}
