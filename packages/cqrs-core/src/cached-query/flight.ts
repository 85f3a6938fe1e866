import { neverAborted } from '../context/never-aborted.ts'

/** What a {@link Flight} is made of. */
export interface FlightOptions<Value> {
  /** The tags that can make what it comes to outdated; `undefined` when only the answer itself will tell. */
  readonly tags: readonly string[] | undefined
  readonly run: (flight: Flight<Value>) => Promise<Value>
}

/**
 * One run that several callers wait for. Each may give up on its own; the run is aborted when all of them have. It
 * remembers what was invalidated while it ran.
 */
export class Flight<Value> {
  readonly #tags: readonly string[] | undefined
  readonly #invalidated = new Set<string>()
  readonly #controller = new AbortController()
  readonly #outcome: Promise<Value>
  #waiting = 0
  #state: 'under-way' | 'over' | 'abandoned' = 'under-way'

  constructor({ tags, run }: FlightOptions<Value>) {
    this.#tags = tags
    this.#outcome = this.#run(run)
    this.#outcome.catch(() => undefined) // those who wait hear of it, and nobody may be left
  }

  /** Aborts when nobody waits any more. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Whether all callers have given up: what it comes to is of no use any more. */
  get isAbandoned(): boolean {
    return this.#state === 'abandoned'
  }

  /** Waits for the run. @throws what the run throws, or the caller's own reason as soon as its signal aborts */
  async join(signal: AbortSignal): Promise<Value> {
    this.#waiting++
    try {
      return await unlessAborted(this.#outcome, signal)
    } finally {
      this.#waiting--
      if (this.#waiting === 0) this.#abandon(signal.reason)
    }
  }

  /** Waits until it is over, whichever way it ends. */
  async ended(): Promise<void> {
    await this.#outcome.catch(() => undefined)
  }

  /** Notes that tags were invalidated. Tells whether that may concern it, so that nobody should join it any more. */
  invalidate(tags: readonly string[]): boolean {
    for (const tag of tags) this.#invalidated.add(tag)
    return this.#tags === undefined || this.#tags.some((tag) => this.#invalidated.has(tag))
  }

  /** What was invalidated before is of no concern: it reads the truth from here on. */
  beginReading(): void {
    this.#invalidated.clear()
  }

  /** Whether one of the tags was invalidated since it began to read. */
  isOutdated(tags: readonly string[]): boolean {
    return tags.some((tag) => this.#invalidated.has(tag))
  }

  async #run(run: (flight: Flight<Value>) => Promise<Value>): Promise<Value> {
    await Promise.resolve() // the constructor ends first: `run` may ask the flight
    try {
      return await run(this)
    } finally {
      if (this.#state === 'under-way') this.#state = 'over'
    }
  }

  #abandon(reason: unknown): void {
    if (this.#state !== 'under-way') return
    this.#state = 'abandoned'
    this.#controller.abort(reason)
  }
}

async function unlessAborted<Value>(outcome: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted()
  if (signal === neverAborted) return outcome
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    const leave = () => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort, { once: true })
    outcome.then(resolve, reject).finally(leave)
  })
}
