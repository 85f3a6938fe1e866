/** How long to wait between attempts. */
export interface BackoffOptions {
  /** The longest first wait, in milliseconds. Default 100. */
  readonly firstMs?: number | undefined
  /** The longest wait, in milliseconds. Default 5,000. */
  readonly longestMs?: number | undefined
}

/** Waits that double from failure to failure, with jitter, so that many processes do not return at once. */
export class Backoff {
  readonly #firstMs: number
  readonly #longestMs: number
  #failures = 0

  constructor({ firstMs = 100, longestMs = 5_000 }: BackoffOptions = {}) {
    this.#firstMs = firstMs
    this.#longestMs = longestMs
  }

  /** How many failures there were since the last success. */
  get failures(): number {
    return this.#failures
  }

  /** Counts a failure and says how long to wait, in milliseconds. */
  next(): number {
    const bound = Math.min(this.#firstMs * 2 ** Math.min(this.#failures, 30), this.#longestMs)
    this.#failures += 1
    return bound / 2 + (Math.random() * bound) / 2
  }

  /** Forgets the failures. */
  reset(): void {
    this.#failures = 0
  }
}
