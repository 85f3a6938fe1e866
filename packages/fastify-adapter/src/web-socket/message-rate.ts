/** A bucket of tokens: so many messages a second, with as many at once. */
export class MessageRate {
  readonly #perSecond: number
  #tokens: number
  #filledAt = performance.now()

  constructor(perSecond: number) {
    this.#perSecond = perSecond
    this.#tokens = perSecond
  }

  /** Takes one; false when there is none. */
  take(): boolean {
    const now = performance.now()
    const filled = this.#tokens + ((now - this.#filledAt) / 1_000) * this.#perSecond
    this.#tokens = Math.min(this.#perSecond, filled) - 1
    this.#filledAt = now
    if (this.#tokens >= 0) return true
    this.#tokens = 0
    return false
  }
}
