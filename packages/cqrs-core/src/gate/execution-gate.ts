import { BackPressureError, InvalidArgumentError, systemClock, type Clock } from '@uno-ts/types'
import { Drain } from './drain.ts'
import { untilDeadline } from './until-deadline.ts'
import { waiter, type Waiter } from './waiter.ts'
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
  /** When it must have begun, in milliseconds since 1970. Default: never. */
  readonly deadline?: number | undefined
}

/** Lets a bounded number of runs through at a time; the others wait for their turn, the most urgent first. */
export class ExecutionGate {
  readonly #concurrency: number
  readonly #maxQueued: number
  readonly #clock: Clock
  readonly #waiting: WaitingList<Waiter>
  readonly #drain = new Drain()
  #running = 0
  #meanMs = 0

  /** @throws InvalidArgumentError when nothing could ever run */
  constructor(options: ExecutionGateOptions) {
    const { concurrency, maxQueued = Infinity, ageingMs = 1_000, clock = systemClock } = options
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
   * @throws the signal's reason, or a TimeoutError, when it aborts or the deadline passes before the turn: it was not run
   */
  run<Result>(work: () => Promise<Result>, options: GateOptions = {}): Promise<Result> {
    return this.#drain.track(async () => {
      options.signal?.throwIfAborted()
      if (this.#running < this.#concurrency) this.#running++
      else await this.#turn(options)
      const begun = this.#clock.now()
      try {
        return await work()
      } finally {
        this.#leave(this.#clock.now() - begun)
      }
    })
  }

  /**
   * Refuses what comes from now on, and waits until what is here has ended.
   *
   * @throws TimeoutError when it has not after `timeoutMs` milliseconds: what waited is refused, what runs goes on
   */
  drain(options: { readonly timeoutMs: number }): Promise<void> {
    return this.#drain.close(options, (reason) => {
      const waiting = this.#waiting.clear()
      for (const each of waiting) each.refuse(reason)
      return waiting.length
    })
  }

  /** Waits for a turn; who leaves hands its own place over. */
  async #turn({ level = 0, signal, deadline }: GateOptions): Promise<void> {
    if (this.#waiting.size >= this.#maxQueued) {
      throw new BackPressureError(`${this.#waiting.size} messages wait already, and no more may`, {
        retryAfterMs: this.#retryAfterMs(),
      })
    }
    await untilDeadline({ signal, deadline, clock: this.#clock }, async (ended) => {
      const own = waiter(ended, () => this.#waiting.remove(own))
      this.#waiting.add(own, level, this.#clock.now())
      await own.entered
    })
  }

  #leave(tookMs: number): void {
    this.#meanMs = this.#meanMs === 0 ? tookMs : this.#meanMs * 0.9 + tookMs * 0.1
    const next = this.#waiting.take()
    if (next === undefined) this.#running--
    else next.enter()
  }

  /** When half of the queue will have gone, at the pace of late. */
  #retryAfterMs(): number {
    return Math.max(1, Math.ceil((this.#meanMs * this.#waiting.size) / this.#concurrency / 2))
  }
}
