import type { Clock, Logger, ProcessAgenda } from '@uno-ts/types'
import { delay } from '../middleware/delay.ts'

/** What an {@link AgendaWorker} is made of. */
export interface AgendaWorkerOptions {
  readonly processManager: string
  readonly agenda: ProcessAgenda
  /** Who claims processes. */
  readonly claimant: string
  readonly clock: Clock
  readonly logger: Logger
  readonly parallelism: number
  readonly pollIntervalMs: number
  /** How long a process that was claimed is left to this worker. */
  readonly claimMs: number
  /** Does what a process has to do now. */
  readonly advance: (processId: string) => Promise<void>
  /** Called when it could look at the agenda. */
  readonly onLook: () => void
}

const pauseAfterFailureMs = 1_000

/** Works through the agenda: claims processes that are due, several at a time, and gives each back when it is done. */
export class AgendaWorker {
  readonly #options: AgendaWorkerOptions
  #woken: PromiseWithResolvers<void> = Promise.withResolvers()

  constructor(options: AgendaWorkerOptions) {
    this.#options = options
  }

  /** Looks at the agenda at once. */
  wake(): void {
    this.#woken.resolve()
  }

  /** Works until the signal aborts, and waits for what is in hand. @throws whatever a claim throws, or the signal's reason */
  async run(signal: AbortSignal): Promise<void> {
    const { processManager, agenda, claimant, clock, parallelism, claimMs: forMs } = this.#options
    const inHand = new Set<Promise<void>>()
    try {
      for (;;) {
        signal.throwIfAborted()
        this.#woken = Promise.withResolvers()
        const limit = parallelism - inHand.size
        const now = new Date(clock.now())
        const claimed = limit === 0 ? [] : await agenda.claim(processManager, { now, claimant, forMs, limit })
        this.#options.onLook()
        for (const processId of claimed) {
          const work = this.#work(processId, signal).finally(() => {
            inHand.delete(work)
            this.wake()
          })
          inHand.add(work)
        }
        if (claimed.length === 0) await this.#pause(signal)
      }
    } finally {
      await Promise.all(inHand)
    }
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const over = new AbortController()
    const pause = delay(this.#options.pollIntervalMs, AbortSignal.any([signal, over.signal]))
    await Promise.race([pause, this.#woken.promise]).catch(() => undefined) // the loop asks the signal
    over.abort()
    await pause.catch(() => undefined)
  }

  /** Never rejects. */
  async #work(processId: string, signal: AbortSignal): Promise<void> {
    const { processManager, agenda, claimant, logger, advance } = this.#options
    try {
      await advance(processId)
    } catch (err) {
      if (!signal.aborted) {
        logger.warn({ err, processManager, processId }, 'a process could not be advanced; trying again')
        await delay(pauseAfterFailureMs, signal).catch(() => undefined) // then it is given back at once
      }
    }
    try {
      await agenda.release(processManager, processId, claimant)
    } catch (err) {
      logger.debug({ err, processManager, processId }, 'a process was not given back; others get it later')
    }
  }
}
