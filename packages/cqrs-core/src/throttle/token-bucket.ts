import { InvalidArgumentError } from '@uno-ts/types'

/** How often something may happen. */
export interface RateLimit {
  /** How many a second, in the long run. */
  readonly perSecond: number
  /** How many at once after a quiet time. Default: as many as in a second, at least 1. */
  readonly burst?: number | undefined
}

/** A token that is short of whole by what rounding has cost is whole. */
const whole = 1 - 1e-9

/**
 * A bucket of tokens that fills by itself. In any time of `t` seconds no more than `burst + t * perSecond` tokens are
 * taken ({@link https://en.wikipedia.org/wiki/Token_bucket | token bucket}).
 */
export class TokenBucket {
  readonly #perMs: number
  readonly #burst: number
  #tokens: number
  #filledAt: number

  /** A full one. @throws InvalidArgumentError when nothing could ever be taken from it */
  constructor({ perSecond, burst = Math.max(1, perSecond) }: RateLimit, now: number) {
    if (!(perSecond > 0)) throw new InvalidArgumentError(`expected more than 0 a second, found ${perSecond}`)
    if (!(burst >= 1)) throw new InvalidArgumentError(`expected a burst of 1 or more, found ${burst}`)
    this.#perMs = perSecond / 1_000
    this.#burst = burst
    this.#tokens = burst
    this.#filledAt = now
  }

  /** Takes a token. @throws RangeError when there is none */
  take(now: number): void {
    this.#fill(now)
    if (this.#tokens < whole) throw new RangeError('there is no token in the bucket')
    this.#tokens = Math.max(0, this.#tokens - 1)
  }

  /** How long until there will be so many tokens, in milliseconds; 0 when they are there. */
  waitMs(now: number, tokens = 1): number {
    this.#fill(now)
    return this.#tokens >= tokens - 1 + whole ? 0 : (tokens - this.#tokens) / this.#perMs
  }

  /** Whether it is like a new one. */
  isFull(now: number): boolean {
    this.#fill(now)
    return this.#tokens === this.#burst
  }

  #fill(now: number): void {
    const elapsed = now - this.#filledAt
    this.#filledAt = now // a clock that was set back has given nothing, and goes on from there
    if (elapsed > 0) this.#tokens = Math.min(this.#burst, this.#tokens + elapsed * this.#perMs)
  }
}
