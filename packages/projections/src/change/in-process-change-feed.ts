import type { ChangeFeed, Logger, ProjectionChange, ProjectionId } from '@uno-ts/types'
import { unlessAborted } from '../waiting/unless-aborted.ts'
import { PendingChanges } from './pending-changes.ts'

/** Takes one change. What it throws is logged. */
export type ChangeListener = (change: ProjectionChange) => void

type SubscribeOptions = NonNullable<Parameters<ChangeFeed['subscribe']>[0]>

/** Changes kept for whoever resumes from a position. */
const keptChanges = 1_000

/**
 * Tells the listeners of this process what its projections have changed. A subscriber that is slower than the changes
 * gets them merged, one a projection: the keys stay complete, and memory stays bounded.
 */
export class InProcessChangeFeed implements ChangeFeed {
  readonly #logger: Logger
  readonly #listeners = new Set<ChangeListener>()
  /** The last changes, in the order of their commits. */
  readonly #recent: ProjectionChange[] = []
  /** Where each projection stood before the oldest change that is kept. */
  readonly #forgotten = new Map<ProjectionId, ProjectionChange>()

  constructor({ logger }: { readonly logger: Logger }) {
    this.#logger = logger
  }

  /** Tells everybody. */
  announce(change: ProjectionChange): void {
    this.#recent.push(change)
    const oldest = this.#recent.length > keptChanges ? this.#recent.shift() : undefined
    if (oldest !== undefined) this.#forgotten.set(oldest.projectionId, oldest)
    for (const listener of this.#listeners) {
      try {
        listener(change)
      } catch (error) {
        this.#logger.error({ err: error, projectionId: change.projectionId }, 'a listener for changes failed')
      }
    }
  }

  /** Calls the listener after each commit, at once and in order. Returns the function that ends it. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /**
   * Changes as they are committed, whatever their positions. `after` resumes: first comes what was committed behind it,
   * and what has been forgotten since as one change without keys. It ends when the signal aborts, by throwing its reason.
   */
  async *subscribe({ projections, after, signal }: SubscribeOptions = {}): AsyncGenerator<ProjectionChange> {
    const wanted = projections && new Set(projections)
    const isWanted = (change: ProjectionChange) => wanted === undefined || wanted.has(change.projectionId)
    const isMissed = ({ position }: ProjectionChange) => after !== undefined && position > after
    const pending = new PendingChanges()
    const stop = this.onChange((change) => {
      if (isWanted(change)) pending.add(change)
    })
    try {
      for (const change of this.#since()) if (isWanted(change) && isMissed(change)) pending.add(change)
      for (;;) {
        await (signal === undefined ? pending.some() : unlessAborted(pending.some(), signal))
        const change = pending.take()
        if (change !== undefined) yield change
      }
    } finally {
      stop()
    }
  }

  *#since(): Generator<ProjectionChange> {
    for (const change of this.#forgotten.values()) yield { ...change, keys: undefined }
    yield* this.#recent
  }
}
