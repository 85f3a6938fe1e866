import { BackPressureError, TimeoutError } from '@uno-ts/types'

/** Counts what is under way, so that a shutdown can wait for its end. */
export class Drain {
  readonly #ended: (() => void)[] = []
  #underWay = 0
  #closed = false

  /** Runs something a shutdown waits for. @throws BackPressureError when the shutdown has begun: it was not run */
  async track<Result>(run: () => Promise<Result>): Promise<Result> {
    if (this.#closed) throw shuttingDown()
    this.#underWay++
    try {
      return await run()
    } finally {
      this.#underWay--
      if (this.#underWay === 0) for (const tell of this.#ended.splice(0)) tell()
    }
  }

  /**
   * Refuses what comes from now on, and waits until what is under way has ended.
   *
   * @param refuse - refuses what waits for its turn, with a reason, and tells how much that was
   * @throws TimeoutError when it has not ended after `timeoutMs` milliseconds: what waited is refused, what runs goes on
   */
  async close(
    { timeoutMs }: { readonly timeoutMs: number },
    refuse: (reason: BackPressureError) => number,
  ): Promise<void> {
    this.#closed = true
    if (this.#underWay === 0) return
    const late = Promise.withResolvers<'late'>()
    const ended = Promise.withResolvers<'ended'>()
    const timer = setTimeout(late.resolve, timeoutMs, 'late')
    this.#ended.push(() => ended.resolve('ended'))
    const first = await Promise.race([ended.promise, late.promise])
    clearTimeout(timer)
    if (first === 'ended') return
    const running = this.#underWay
    const refused = refuse(shuttingDown())
    throw new TimeoutError(
      `expected all messages to end within ${timeoutMs} ms: ${running - refused} still run, ${refused} that waited were refused`,
    )
  }
}

function shuttingDown(): BackPressureError {
  return new BackPressureError('the process is shutting down and takes no further messages')
}
