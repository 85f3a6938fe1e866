import { silentLogger, type IdempotencyStore, type Logger } from '@uno-ts/types'
import { delay } from '../middleware/delay.ts'

/** What an {@link IdempotencyKeyExpiry} forgets, and when. */
export interface IdempotencyKeyExpiryOptions {
  /** The store whose old keys are forgotten. */
  readonly store: Pick<IdempotencyStore, 'forget'>
  /** How long an answer is kept, in milliseconds: longer than anybody goes on repeating. Default 86,400,000, a day. */
  readonly maxAgeMs?: number | undefined
  /** The pause between two looks, in milliseconds. Default 600,000, ten minutes. */
  readonly everyMs?: number | undefined
  /** Says that a look failed; the next one makes up for it. Default: nothing. */
  readonly logger?: Logger | undefined
}

/**
 * Forgets idempotency keys that are too old, now and then. Several processes may do it at once.
 *
 * A repeat that comes after its key was forgotten is a new command. Tell callers how long they may repeat.
 *
 * @example
 * ```ts
 * import { IdempotencyKeyExpiry } from '@uno-ts/cqrs-core'
 * import type { IdempotencyStore } from '@uno-ts/types'
 *
 * export async function whileOpen(store: IdempotencyStore, closed: Promise<void>): Promise<void> {
 *   await using expiry = new IdempotencyKeyExpiry({ store, maxAgeMs: 7 * 24 * 60 * 60 * 1_000 })
 *   expiry.start()
 *   await closed
 * }
 * ```
 */
export class IdempotencyKeyExpiry {
  readonly #options: IdempotencyKeyExpiryOptions
  #stopping: AbortController | undefined
  #running: Promise<void> | undefined

  constructor(options: IdempotencyKeyExpiryOptions) {
    this.#options = options
  }

  /** Looks at once and then again and again, until it is stopped. Harmless when it runs already. */
  start(): void {
    this.#stopping ??= new AbortController()
    this.#running ??= this.#run(this.#stopping.signal)
  }

  /** Ends it, and waits for a look that is under way. */
  async stop(): Promise<void> {
    this.#stopping?.abort()
    await this.#running
    this.#stopping = undefined
    this.#running = undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { store, maxAgeMs = 86_400_000, everyMs = 600_000, logger = silentLogger } = this.#options
    while (!signal.aborted) {
      try {
        await store.forget({ maxAgeMs })
      } catch (err) {
        logger.warn({ err }, 'idempotency keys that are too old could not be forgotten')
      }
      await delay(everyMs, signal).catch(() => undefined) // stopped: the loop ends
    }
  }
}
