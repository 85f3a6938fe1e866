import { BackPressureError, defaultTenant, systemClock, type Clock, type TenantId } from '@uno-ts/types'
import { Drain } from '../gate/drain.ts'
import { untilDeadline } from '../gate/until-deadline.ts'
import { waiter, type Waiter } from '../gate/waiter.ts'
import { RateLimits, type Limited } from './rate-limits.ts'
import type { ThrottleOptions } from './throttle-options.ts'

/** What is held back: a message of a type, for a tenant. */
export interface ThrottledMessage {
  readonly type: string
  /** Default: the throttle's own. */
  readonly tenant?: TenantId | undefined
}

/** How long a message can be held back. */
export interface HoldOptions {
  /** Aborting it takes the message out of the queue. */
  readonly signal?: AbortSignal | undefined
  /** When the answer is of no use any more, in milliseconds since 1970; what would wait longer is refused at once. */
  readonly deadline?: number | undefined
}

interface Waiting extends Waiter {
  readonly limits: readonly Limited[]
}

/** The longest time a timer can wait. */
const longestTimerMs = 2 ** 31 - 1

/**
 * Holds messages back so that each type and each tenant keeps to its rate. What comes too fast waits, in the order it has
 * come in, as long as there is room in the queue and it would not have to wait too long; else it is refused. A message
 * takes its tokens of type and tenant at the moment it goes on, so neither rate is ever exceeded, and one tenant that
 * waits for its own limit keeps no other tenant from going on.
 *
 * One value may serve the middleware of several buses, which then keep to the rates together. The rates are those of one
 * process.
 *
 * @example
 * ```ts
 * import { CommandBus, HandlerRegistry, standardMiddleware, Throttle, throttle, validate } from '@uno-ts/cqrs-core'
 *
 * const limits = new Throttle({
 *   types: { SendNewsletter: { perSecond: 1, burst: 1 } },
 *   everyTenant: { perSecond: 50, burst: 200 },
 * })
 * const commandBus = new CommandBus({
 *   registry: new HandlerRegistry(),
 *   middleware: standardMiddleware({ validate: validate(), throttle: throttle(limits) }),
 * })
 * await limits.drain({ timeoutMs: 10_000 }) // on shutdown
 * ```
 */
export class Throttle {
  readonly #limits: RateLimits
  readonly #tenant: TenantId
  readonly #maxQueued: number
  readonly #maxWaitMs: number
  readonly #clock: Clock
  readonly #waiting = new Set<Waiting>()
  readonly #drain = new Drain()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: ThrottleOptions) {
    const { tenant = defaultTenant, maxQueued = 100, maxWaitMs = 5_000, clock = systemClock } = options
    this.#limits = new RateLimits(options)
    this.#tenant = tenant
    this.#maxQueued = maxQueued
    this.#maxWaitMs = maxWaitMs
    this.#clock = clock
  }

  /** How many messages wait now. */
  get queued(): number {
    return this.#waiting.size
  }

  /**
   * Runs `work` as soon as the limits of its type and its tenant let it.
   *
   * @throws {@link BackPressureError} with `retryAfterMs` when too many wait for the same limit, it would have to wait too
   * long, or the throttle is drained: it was not run
   * @throws the signal's reason, or a {@link TimeoutError}, when it aborts or the deadline passes while it waits: it was
   * not run
   */
  run<Result>(
    message: ThrottledMessage,
    work: () => Promise<Result>,
    options: HoldOptions = {},
  ): Promise<Result> {
    return this.#drain.track(async () => {
      await this.#hold(message, options)
      return work()
    })
  }

  /**
   * Refuses what comes from now on, and waits until what is here has ended: for shutdown.
   *
   * @throws {@link TimeoutError} when it has not after `timeoutMs` milliseconds: what waited was refused, what runs goes on
   */
  drain(options: { readonly timeoutMs: number }): Promise<void> {
    return this.#drain.close(options, (reason) => {
      const waiting = [...this.#waiting]
      for (const each of waiting) {
        this.#leave(each)
        each.refuse(reason)
      }
      return waiting.length
    })
  }

  async #hold({ type, tenant = this.#tenant }: ThrottledMessage, options: HoldOptions): Promise<void> {
    const { signal, deadline } = options
    signal?.throwIfAborted()
    const now = this.#clock.now()
    const limits = this.#limits.of(type, tenant, now)
    if (limits.every(({ waiting, bucket }) => waiting === 0 && bucket.waitMs(now) === 0)) {
      for (const { bucket } of limits) bucket.take(now)
      return
    }
    this.#refuseTooMany(limits, now)
    this.#refuseTooLong(limits, now, options)
    await untilDeadline({ signal, deadline, clock: this.#clock }, async (ended) => {
      const own: Waiting = { ...waiter(ended, () => this.#leave(own)), limits }
      this.#waiting.add(own)
      for (const limit of limits) limit.waiting++
      this.#goOn()
      await own.entered
    })
  }

  #refuseTooMany(limits: readonly Limited[], now: number): void {
    const full = limits.filter(({ waiting }) => waiting >= this.#maxQueued)
    if (full[0] === undefined) return
    const placeMs = full.map(({ bucket, waiting }) => bucket.waitMs(now, waiting - this.#maxQueued + 1))
    throw new BackPressureError(
      `${full[0].waiting} messages wait for the limit of ${full[0].subject}, and no more may`,
      { retryAfterMs: atLeastOne(Math.max(...placeMs)) },
    )
  }

  #refuseTooLong(limits: readonly Limited[], now: number, { deadline = Infinity }: HoldOptions): void {
    const longestMs = Math.min(this.#maxWaitMs, deadline - now)
    const waits = limits.map(({ bucket, waiting }) => bucket.waitMs(now, waiting + 1))
    const waitMs = Math.max(...waits)
    if (waitMs <= longestMs) return
    const slowest = limits[waits.indexOf(waitMs)]
    throw new BackPressureError(
      `a message would wait ${Math.ceil(waitMs)} ms for the limit of ${slowest?.subject}, expected ${longestMs} at most`,
      { retryAfterMs: atLeastOne(waitMs - Math.max(0, longestMs)) },
    )
  }

  /** Lets everybody go on who has tokens, the first to come first, and sleeps until the next one will have them. */
  #goOn(): void {
    const now = this.#clock.now()
    let nextMs = Infinity
    for (const waiting of this.#waiting) {
      const waitMs = Math.max(...waiting.limits.map(({ bucket }) => bucket.waitMs(now)))
      if (waitMs > 0) {
        nextMs = Math.min(nextMs, waitMs)
        continue
      }
      for (const { bucket } of waiting.limits) bucket.take(now)
      this.#leave(waiting)
      waiting.enter()
    }
    clearTimeout(this.#timer)
    if (this.#waiting.size === 0) return
    this.#timer = setTimeout(() => this.#goOn(), Math.min(Math.ceil(nextMs), longestTimerMs))
  }

  #leave(waiting: Waiting): void {
    this.#waiting.delete(waiting)
    for (const limit of waiting.limits) limit.waiting--
    if (this.#waiting.size === 0) clearTimeout(this.#timer)
  }
}

function atLeastOne(ms: number): number {
  return Math.max(1, Math.ceil(ms))
}
