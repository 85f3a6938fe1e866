/** How long the database may work, in milliseconds, before timers and sockets of the process get their turn. */
const longestTurnMs = 5

/**
 * Shares the thread with the rest of the process. The database answers without ever waiting for input or output, so a
 * loop of queries would otherwise starve every timer and request until it ends.
 */
export class Turn {
  #startedAt: number | undefined

  /** Resolves when the database may work: at once, or after everybody else had their turn. */
  async mine(): Promise<void> {
    if (this.#startedAt !== undefined && performance.now() - this.#startedAt > longestTurnMs)
      await this.#others()
    if (this.#startedAt !== undefined) return
    this.#startedAt = performance.now()
    setImmediate(() => {
      this.#startedAt = undefined
    })
  }

  #others(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve))
  }
}
