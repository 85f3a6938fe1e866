import type { Logger } from '@uno-ts/types'
import { ProjectionError } from '../define/projection-error.ts'
import type { Projector, RowKeys } from '../define/projector.ts'
import { Backoff } from '../failure/backoff.ts'
import type { ResolvedErrorHandling } from '../failure/error-handling.ts'
import { isTransient } from '../failure/is-transient.ts'
import type { ProjectionTelemetry } from '../telemetry/projection-telemetry.ts'
import type { ProjectionAdvance } from './projection-advance.ts'
import type { Batch } from './select-batch.ts'

/** What {@link BatchCommits} are made of. */
export interface BatchCommitsOptions {
  readonly projector: Projector
  readonly advance: Pick<ProjectionAdvance, 'commit' | 'commitApart'>
  readonly errors: ResolvedErrorHandling
  readonly telemetry: ProjectionTelemetry
  readonly logger: Logger
  readonly onTrouble: (trouble: WorkerTrouble) => void
  /** Waits before something is tried again. */
  readonly wait: (ms: number) => Promise<void>
}

/** What became of events that were refused. */
export interface WorkerTrouble {
  readonly kind: 'retried' | 'skipped' | 'parked'
  readonly events: number
}

/** What was committed. */
export interface Committed {
  /** The keys of the rows that changed. */
  readonly keys: RowKeys
}

/** Commits the batches of one worker, and does with what is refused as was said. */
export class BatchCommits {
  readonly #options: BatchCommitsOptions
  #errors: ResolvedErrorHandling
  /** Between tries of what a handler refused. */
  #tries: Backoff

  constructor(options: BatchCommitsOptions) {
    this.#options = options
    this.#errors = options.errors
    this.#tries = new Backoff(options.errors)
  }

  /** Goes on with other rules for what is refused. */
  renew(errors: ResolvedErrorHandling): void {
    if (errors === this.#errors) return
    this.#errors = errors
    this.#tries = new Backoff(errors)
  }

  /**
   * Commits a batch, or what of it is not refused; `undefined`: it is to be tried again.
   *
   * @throws ProjectionError when an event is refused for good
   * @throws what the database meets
   */
  async commit(batch: Batch, signal: AbortSignal): Promise<Committed | undefined> {
    const { projector, advance, telemetry } = this.#options
    try {
      const keys = await telemetry.committing(projector, batch, () => advance.commit(batch, signal))
      this.#tries.reset()
      return { keys }
    } catch (error) {
      if (!(error instanceof ProjectionError) || isTransient(error) || signal.aborted) throw error
      return await this.#refused(batch, error, signal)
    }
  }

  async #refused(batch: Batch, error: ProjectionError, signal: AbortSignal): Promise<Committed | undefined> {
    const { projector, advance, telemetry, logger, onTrouble, wait } = this.#options
    const { strategy, retries } = this.#errors
    const { projectionId, position } = error
    if (this.#tries.failures < retries) {
      onTrouble({ kind: 'retried', events: 1 })
      logger.warn(
        { err: error, projectionId, position: String(position) },
        'an event was refused; trying again',
      )
      await wait(this.#tries.next())
      return undefined
    }
    if (strategy === 'stop' || strategy === 'retry') throw error
    const attempts = this.#tries.failures + 1
    const { refused, keys } = await telemetry.committing(projector, batch, () =>
      advance.commitApart(batch, { strategy, attempts, signal }),
    )
    this.#tries.reset()
    const kind = strategy === 'skip' ? 'skipped' : 'parked'
    onTrouble({ kind, events: refused.length })
    for (const { event, error: why } of refused) {
      logger.error({ err: why, projectionId, position: String(event.globalPosition) }, `an event was ${kind}`)
    }
    return { keys }
  }
}
