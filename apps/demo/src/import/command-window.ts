/** What a task has to do with others. */
export interface TaskOrder {
  /** It starts when the latest task that claimed any of these is done. */
  readonly needs: Iterable<string>
  /** Later tasks that need any of these wait for it. */
  readonly claims: Iterable<string>
}

/**
 * Runs tasks side by side, a bounded number at a time, and keeps the order where it matters: a task waits for those
 * begun before it that claimed what it needs. The first failure is thrown to whoever adds the next task, or waits for
 * all to be done.
 */
export class CommandWindow {
  readonly #size: number
  readonly #running = new Set<Promise<void>>()
  readonly #claimed = new Map<string, Promise<void>>()
  #failure: { readonly error: unknown } | undefined
  #makeRoom: (() => void) | undefined

  constructor(options: { readonly size: number }) {
    this.#size = options.size
  }

  /** Resolves when the task has a place in the window, not when it is done. */
  async add(task: () => Promise<void>, { needs, claims }: TaskOrder): Promise<void> {
    while (this.#running.size >= this.#size) await new Promise<void>((resolve) => (this.#makeRoom = resolve))
    this.#throwFailure()
    const claimed = [...claims]
    const running = this.#run(task, this.#claimsOn(needs)).finally(() => {
      this.#running.delete(running)
      for (const key of claimed) if (this.#claimed.get(key) === running) this.#claimed.delete(key)
      this.#makeRoom?.()
    })
    this.#running.add(running)
    for (const key of claimed) this.#claimed.set(key, running)
  }

  /** Resolves when all that was added is done. */
  async done(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
    this.#throwFailure()
  }

  #claimsOn(keys: Iterable<string>): ReadonlySet<Promise<void>> {
    const claims = new Set<Promise<void>>()
    for (const key of keys) {
      const claim = this.#claimed.get(key)
      if (claim !== undefined) claims.add(claim)
    }
    return claims
  }

  async #run(task: () => Promise<void>, before: ReadonlySet<Promise<void>>): Promise<void> {
    try {
      if (before.size > 0) await Promise.all(before)
      if (this.#failure === undefined) await task()
    } catch (error) {
      this.#failure ??= { error }
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }
}
