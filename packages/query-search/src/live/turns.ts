/** Lets so many work at once; the others wait in the order they came. */
export class Turns {
  #free: number
  readonly #waiting = new Set<() => void>()

  constructor(count: number) {
    this.#free = count
  }

  /** Does the work when it is its turn. @throws the signal's reason when it aborts before that */
  async take<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    signal.throwIfAborted()
    if (this.#free > 0) this.#free -= 1
    else await this.#turn(signal)
    try {
      return await work()
    } finally {
      this.#pass()
    }
  }

  #pass(): void {
    const [next] = this.#waiting
    if (next === undefined) this.#free += 1
    else next()
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const come = (): void => {
      this.#waiting.delete(come)
      resolve()
    }
    const leave = (): void => {
      if (this.#waiting.delete(come)) reject(signal.reason as Error) // whatever it was aborted with
    }
    this.#waiting.add(come)
    signal.addEventListener('abort', leave, { once: true })
    try {
      await promise
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }
}
