import { InvalidArgumentError, isUnoError, systemClock, type Clock, type Middleware } from '@uno-ts/types'
import { isRefusal } from '../outcome/is-refusal.ts'

/** How an {@link ErrorRate} looks back. */
export interface ErrorRateOptions {
  /** How far it looks back, in milliseconds. Default 60,000. */
  readonly windowMs?: number | undefined
  /** Default: the machine's. */
  readonly clock?: Clock | undefined
}

/** What has ended within the window. */
export interface ErrorCounts {
  readonly messages: number
  readonly failed: number
  /** From 0 to 1; 0 when nothing has ended. */
  readonly rate: number
}

interface Slice {
  /** Which slice of time it counts. */
  nr: number
  messages: number
  failed: number
}

/** The window moves on by a twelfth of itself: of a minute by five seconds. */
const slices = 12

/**
 * Counts which part of the messages of late has failed. Refusals and requests to come back later are answers, no
 * failures; neither is what its caller has aborted. What it keeps does not grow with the messages.
 *
 * @example
 * ```ts
 * import { CommandBus, CommandBusHealthCheck, ErrorRate, HandlerRegistry, standardMiddleware, validate } from '@uno-ts/cqrs-core'
 *
 * const errorRate = new ErrorRate({ windowMs: 30_000 })
 * const commandBus = new CommandBus({
 *   registry: new HandlerRegistry(),
 *   middleware: standardMiddleware({ metrics: errorRate.middleware(), validate: validate() }),
 * })
 * const check = new CommandBusHealthCheck({ errorRate, degradedAbove: 0.01 })
 * ```
 */
export class ErrorRate {
  readonly #sliceMs: number
  readonly #clock: Clock
  readonly #slices: readonly Slice[] = Array.from({ length: slices }, () => ({
    nr: -1,
    messages: 0,
    failed: 0,
  }))

  /** @throws {@link InvalidArgumentError} when the window is not a number above 0 */
  constructor({ windowMs = 60_000, clock = systemClock }: ErrorRateOptions = {}) {
    if (!(windowMs > 0)) throw new InvalidArgumentError(`expected a window above 0 ms, found ${windowMs}`)
    this.#sliceMs = windowMs / slices
    this.#clock = clock
  }

  /** What has ended within the window, to a twelfth of it. */
  get counts(): ErrorCounts {
    const now = this.#now()
    let messages = 0
    let failed = 0
    for (const slice of this.#slices) {
      if (slice.nr <= now - slices || slice.nr > now) continue
      messages += slice.messages
      failed += slice.failed
    }
    return { messages, failed, rate: messages === 0 ? 0 : failed / messages }
  }

  /** Counts something that has ended. */
  record(ended: { readonly failed: boolean }): void {
    const nr = this.#now()
    const slice = this.#slices[nr % slices]
    if (slice === undefined) return
    if (slice.nr !== nr) {
      slice.nr = nr
      slice.messages = 0
      slice.failed = 0
    }
    slice.messages++
    if (ended.failed) slice.failed++
  }

  /** Counts every message of a bus. It stands in the place of `metrics`, alone or beside it. */
  middleware(): Middleware {
    return async ({ signal }, next) => {
      try {
        const result = await next()
        this.record({ failed: false })
        return result
      } catch (error) {
        this.record({ failed: !signal.aborted && !isAnswer(error) })
        throw error
      }
    }
  }

  #now(): number {
    return Math.max(0, Math.floor(this.#clock.now() / this.#sliceMs))
  }
}

function isAnswer(error: unknown): boolean {
  return isRefusal(error) || isUnoError(error, 'ERR_BACK_PRESSURE')
}
