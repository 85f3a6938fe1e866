import { BackPressureError, InvalidArgumentError, systemClock, TimeoutError, type Clock } from '@uno-ts/types'
import { WaitingList } from './waiting-list.ts'

/** How a gate lets work through. */
export interface ExecutionGateOptions {
  /** How much runs at the same time. */
  readonly concurrency: number
  /** How much may wait. Default: any number. */
  readonly maxQueued?: number | undefined
  /** After how long waiting counts as one level more urgent, in milliseconds. Default 1,000. */
  readonly ageingMs?: number | undefined
  /** Default: the machine's. */
  readonly clock?: Clock | undefined
}

/** One piece of work at the gate. */
export interface GateOptions {
  /** 0 is the most urgent. Default 0. */
  readonly level?: number | undefined
  /** Aborting it takes the work out of the queue. */
  readonly signal?: AbortSignal | undefined
}

interface Waiter {
  enter(): void
  refuse(reason: unknown): void
}

/** Lets a bounded number of runs through at a time; the others wait for their turn, the most urgent first. */
export class ExecutionGate {
  readonly #concurrency: number
  readonly #maxQueued: number
  readonly #clock: Clock
  readonly #waiting: WaitingList<Waiter>
  readonly #idle: (() => void)[] = []
  #running = 0
  #meanMs = 0
  #draining = false

  /** @throws InvalidArgumentError when nothing could ever run */
  constructor({
    concurrency,
    maxQueued = Infinity,
    ageingMs = 1_000,
    clock = systemClock,
  }: ExecutionGateOptions) {
    if (!(concurrency >= 1)) {
      throw new InvalidArgumentError(`expected a concurrency of 1 or more, found ${concurrency}`)
    }
    this.#concurrency = concurrency
    this.#maxQueued = maxQueued
    this.#clock = clock
    this.#waiting = new WaitingList(ageingMs)
  }

  /** How much runs now. */
  get running(): number {
    return this.#running
  }

  /** How much waits now. */
  get queued(): number {
    return this.#waiting.size
  }

  /**
   * Runs `work` when its turn has come.
   *
   * @throws BackPressureError when too much waits already, or the gate is drained: it was not run
   * @throws the signal's reason when it is aborted before the turn: it was not run
   */
  async run<Result>(work: () => Promise<Result>, options: GateOptions = {}): Promise<Result> {
    options.signal?.throwIfAborted()
    if (this.#draining) throw shuttingDown()
    if (this.#running < this.#concurrency) this.#running++
    else await this.#turn(options)
    const begun = this.#clock.now()
    try {
      return await work()
    } finally {
      this.#leave(this.#clock.now() - begun)
    }
  }

  /**
   * Refuses what comes from now on, and waits until what is here has ended.
   *
   * @throws TimeoutError when it has not after `timeoutMs` milliseconds: what waited is refused, what runs goes on
   */
  async drain({ timeoutMs }: { readonly timeoutMs: number }): Promise<void> {
    this.#draining = true
    if (this.#running === 0) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, true)
    })
    const ended = new Promise<boolean>((resolve) => this.#idle.push(() => resolve(false)))
    const isLate = await Promise.race([ended, late])
    clearTimeout(timer)
    if (!isLate) return
    const refused = this.#waiting.clear()
    for (const waiter of refused) waiter.refuse(shuttingDown())
    throw new TimeoutError(
      `expected all to end within ${timeoutMs} ms: ${this.#running} still run, ${refused.length} that waited were refused`,
    )
  }

  /** Waits for a turn; who leaves hands its own place over. */
  #turn({ level = 0, signal }: GateOptions): Promise<void> {
    if (this.#waiting.size >= this.#maxQueued) {
      return Promise.reject(
        new BackPressureError(`${this.#waiting.size} messages wait already, and no more may`, {
          retryAfterMs: this.#retryAfterMs(),
        }),
      )
    }
    return new Promise((resolve, reject) => {
      const aborted = () => {
        this.#waiting.remove(waiter)
        reject(signal?.reason)
      }
      const release = () => signal?.removeEventListener('abort', aborted)
      const waiter: Waiter = {
        enter() {
          release()
          resolve()
        },
        refuse(reason) {
          release()
          reject(reason)
        },
      }
      signal?.addEventListener('abort', aborted, { once: true })
      this.#waiting.add(waiter, level, this.#clock.now())
    })
  }

  #leave(tookMs: number): void {
    this.#meanMs = this.#meanMs === 0 ? tookMs : this.#meanMs * 0.9 + tookMs * 0.1
    const next = this.#waiting.take()
    if (next !== undefined) return next.enter()
    this.#running--
    if (this.#running === 0) for (const tell of this.#idle.splice(0)) tell()
  }

  /** When half of the queue will have gone, at the pace of late. */
  #retryAfterMs(): number {
    return Math.max(1, Math.ceil((this.#meanMs * this.#waiting.size) / this.#concurrency / 2))
  }
}

function shuttingDown(): BackPressureError {
  return new BackPressureError('the process is shutting down and takes no further messages')
}
