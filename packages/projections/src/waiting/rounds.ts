import { Interruption } from './interruption.ts'
import { untilAborted } from './until-aborted.ts'

/** Does something now and then, and at once when it is woken; never twice at a time. */
export class Rounds {
  readonly #round: () => Promise<number>
  readonly #interruption = new Interruption()
  #running: Promise<void> | undefined
  #stopping = false

  /** @param round - answers how long the next one may wait, in milliseconds; it must not throw */
  constructor(round: () => Promise<number>) {
    this.#round = round
  }

  /** Whether the round in hand is the last one. */
  get isStopping(): boolean {
    return this.#stopping
  }

  /** Begins; the first round follows at once. Without effect while it goes on. */
  start(): void {
    this.#stopping = false
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  /** Ends after the round in hand, and waits for that. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.wake()
    await this.#running
  }

  /** Has the next round follow at once, also while one is under way. */
  wake(): void {
    this.#interruption.interrupt()
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const { signal } = this.#interruption // before the round, so that who wakes it during the round is heard
      const pauseMs = await this.#round()
      if (!this.#stopping) await untilAborted(signal, pauseMs)
    }
  }
}
