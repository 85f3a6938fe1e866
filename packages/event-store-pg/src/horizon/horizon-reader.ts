import { isUnoError, type GlobalPosition, type Horizon, type Logger } from '@uno-ts/types'

/** What the one reader of a process needs. */
export interface HorizonReaderOptions {
  /** Asks the database. */
  readonly read: () => Promise<Horizon>
  /** How soon to look again while appends are under way. */
  readonly busyIntervalMs: number
  /** How long to sleep at most when nobody wakes us. */
  readonly idleIntervalMs: number
  readonly logger: Logger
}

/** A look that takes longer is not cheap for the server, which may hold many locks: then we rest four times as long. */
const cheapLookMs = 5
const restPerLook = 4
/** The quickest of so many looks tells what one costs: a single slow one waited for a processor, a disk or a connection. */
const looksThatTell = 4

interface Waiter {
  readonly after: GlobalPosition
  readonly resolve: (horizon: Horizon) => void
}

/**
 * The one place of a process that asks for the horizon, for all its subscriptions. It looks when it is woken, soon again
 * while something is under way, and now and then when nothing is said: a signal is a hint, looking is the truth. With no
 * one waiting it does nothing.
 */
export class HorizonReader {
  readonly #options: HorizonReaderOptions
  readonly #waiters = new Set<Waiter>()
  #timer: NodeJS.Timeout | undefined
  #looking = false
  #resting = false
  #again = false
  #idle: number
  #failures = 0
  #lastLooks: readonly number[] = []

  constructor(options: HorizonReaderOptions) {
    this.#options = options
    this.#idle = options.busyIntervalMs
  }

  /** Resolves when the horizon has passed a position. @throws the signal's reason when aborted */
  async beyond(after: GlobalPosition, signal: AbortSignal | undefined): Promise<Horizon> {
    signal?.throwIfAborted()
    return new Promise<Horizon>((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiters.delete(waiter)
        if (this.#waiters.size === 0) this.#sleep(undefined)
        reject(signal?.reason)
      }
      const waiter: Waiter = {
        after,
        resolve: (horizon) => {
          signal?.removeEventListener('abort', onAbort)
          resolve(horizon)
        },
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#waiters.add(waiter)
      this.wake()
    })
  }

  /** Says that something may have been appended. */
  wake(): void {
    this.#idle = this.#options.busyIntervalMs
    if (this.#looking || this.#resting) this.#again = true
    else if (this.#waiters.size > 0) void this.#look()
  }

  async #look(): Promise<void> {
    this.#looking = true
    this.#again = false
    this.#sleep(undefined)
    let next: number
    let rest = 0
    try {
      const began = performance.now()
      const horizon = await this.#options.read()
      this.#failures = 0
      rest = this.#restAfter(performance.now() - began)
      next = this.#serve(horizon)
    } catch (error) {
      next = this.#survive(error)
    }
    this.#looking = false
    if (rest === 0) return this.#goOn(next)
    this.#sleep(rest, () => {
      this.#resting = false
      this.#goOn(next)
    })
    this.#resting = true
  }

  #restAfter(took: number): number {
    this.#lastLooks = [...this.#lastLooks, took].slice(-looksThatTell)
    const quickest = Math.min(...this.#lastLooks)
    return this.#lastLooks.length === looksThatTell && quickest > cheapLookMs ? quickest * restPerLook : 0
  }

  #goOn(next: number): void {
    if (this.#waiters.size === 0) return
    if (this.#again) void this.#look()
    else this.#sleep(next)
  }

  /** Wakes whoever may go on; answers how long to sleep. */
  #serve(horizon: Horizon): number {
    for (const waiter of this.#waiters) {
      if (horizon.position <= waiter.after) continue
      this.#waiters.delete(waiter)
      waiter.resolve(horizon)
    }
    const underWay = horizon.drawn > horizon.position
    this.#idle = underWay
      ? this.#options.busyIntervalMs
      : Math.min(this.#options.idleIntervalMs, this.#idle * 2)
    return this.#idle
  }

  /** The database is away: whoever waits goes on waiting, and we look again, less and less often up to a second. */
  #survive(error: unknown): number {
    if (this.#failures++ === 0) {
      this.#options.logger.warn(
        { code: isUnoError(error) ? error.code : undefined, error },
        'the horizon could not be read; trying again',
      )
    }
    return Math.min(1_000, 20 * 2 ** Math.min(this.#failures, 6))
  }

  #sleep(ms: number | undefined, then = (): void => void this.#look()): void {
    clearTimeout(this.#timer)
    this.#resting = false
    this.#timer = ms === undefined ? undefined : setTimeout(then, ms)
  }
}
