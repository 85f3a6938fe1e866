/** Lets many wait until something happens. */
export class WakeUp {
  #waiting = new Set<() => void>()

  /** Wakes everybody who waits now. */
  notify(): void {
    const woken = this.#waiting
    this.#waiting = new Set()
    for (const wake of woken) wake()
  }

  /** Resolves at the next notification; throws the signal's reason when that comes first. */
  async wait(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = (): void => resolve()
    this.#waiting.add(wake)
    signal?.addEventListener('abort', wake, { once: true })
    await promise
    this.#waiting.delete(wake)
    signal?.removeEventListener('abort', wake)
    signal?.throwIfAborted()
  }
}
