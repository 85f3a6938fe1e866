import { isDeepStrictEqual } from 'node:util'
import type { Clock, LiveAnswer, Logger } from '@uno-ts/types'
import { Bulletin, type BulletinReader } from './bulletin.ts'
import type { WatchedRows } from './change-index.ts'
import { isPassing } from './is-passing.ts'
import { pause } from './pause.ts'
import type { Turns } from './turns.ts'

/** How all queries are evaluated. */
export interface EvaluationOptions {
  readonly minIntervalMs: number
  readonly turns: Turns
  readonly clock: Clock
  readonly logger: Logger
}

/** What a {@link SharedQuery} is made of. */
export interface SharedQueryOptions<Result> extends EvaluationOptions {
  readonly name: string
  readonly watched: readonly WatchedRows[]
  /** Asks the question once. */
  readonly evaluate: (signal: AbortSignal) => Promise<LiveAnswer<Result>>
  readonly isEqual?: ((before: Result, after: Result) => boolean) | undefined
  /** Resolves when changes are listened to: what is read after that misses none. */
  readonly listening: Promise<void>
  /** The last subscriber has left. */
  readonly onEmpty: () => void
}

/** How soon it looks again for a position that somebody waits for, or after a failure, in milliseconds. */
const lookAgainMs = 20
const longestBackoffMs = 5_000

/** One question that is asked once for all its subscribers, and again when it was touched. */
export class SharedQuery<Result> {
  readonly #options: SharedQueryOptions<Result>
  readonly #bulletin = new Bulletin<Result>()
  readonly #closing = new AbortController()
  #isStale = true
  #wake: () => void = () => undefined
  #running: Promise<void> | undefined

  constructor(options: SharedQueryOptions<Result>) {
    this.#options = options
  }

  get watched(): readonly WatchedRows[] {
    return this.#options.watched
  }

  get subscribers(): number {
    return this.#bulletin.readers
  }

  /** What it reads has changed: it is asked again, once for all changes that come before that. */
  touch(): void {
    this.#isStale = true
    this.#wake()
  }

  /** Adds a subscriber; the first one has it asked. */
  enter(reader: BulletinReader): Bulletin<Result> {
    const bulletin = this.#bulletin
    bulletin.enter(reader)
    if (this.#running === undefined) this.#running = this.#run()
    else if (bulletin.hasFailed || (bulletin.answer !== undefined && bulletin.isBehind)) this.touch()
    return bulletin
  }

  leave(reader: BulletinReader): void {
    this.#bulletin.leave(reader)
    if (this.subscribers === 0) this.#options.onEmpty()
  }

  /** Gives up the evaluation under way and ends what subscriptions there are, by throwing the error if there is one. */
  async close(end: { readonly error?: unknown }): Promise<void> {
    this.#closing.abort()
    this.#wake()
    this.#bulletin.close(end)
    await this.#running
  }

  async #run(): Promise<void> {
    const { clock, listening, logger, minIntervalMs, name, turns } = this.#options
    const { signal } = this.#closing
    let startedAt = -Infinity
    let failures = 0
    const evaluate = (): Promise<LiveAnswer<Result>> => {
      startedAt = clock.now()
      this.#isStale = false // what changes from here on has it asked once more
      return this.#options.evaluate(signal)
    }
    await listening
    while (!signal.aborted) {
      try {
        await this.#stale()
        await pause(startedAt + minIntervalMs - clock.now(), signal)
        this.#tell(await turns.take(evaluate, signal))
        failures = 0
        if (this.#bulletin.isBehind) await this.#lookAgain(lookAgainMs)
      } catch (error) {
        if (signal.aborted) return
        this.#bulletin.fail(error)
        if (!isPassing(error)) continue // it would fail again: the next change, or the next subscriber, tries
        if (failures === 0) logger.warn({ err: error, query: name }, 'a live query failed; trying again')
        await this.#lookAgain(Math.min(lookAgainMs * 2 ** failures, longestBackoffMs))
        failures += 1
      }
    }
  }

  #tell(answer: LiveAnswer<Result>): void {
    const { isEqual = isDeepStrictEqual } = this.#options
    const before = this.#bulletin.answer
    if (before === undefined || !isEqual(before.result, answer.result)) this.#bulletin.post(answer)
    else this.#bulletin.repeat({ result: before.result, position: answer.position })
  }

  async #lookAgain(afterMs: number): Promise<void> {
    await pause(afterMs, this.#closing.signal)
    this.#isStale = true
  }

  /** Waits until it is to be asked again. */
  async #stale(): Promise<void> {
    const { signal } = this.#closing
    if (!this.#isStale && !signal.aborted) await new Promise<void>((resolve) => (this.#wake = resolve))
    signal.throwIfAborted()
  }
}
