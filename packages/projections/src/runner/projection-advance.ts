import { origin, type Clock, type GlobalPosition } from '@uno-ts/types'
import { clearProjection } from './clear-projection.ts'
import { commitBatch, type BatchTarget } from './commit-batch.ts'
import type { Batch } from './select-batch.ts'

/** What a {@link ProjectionAdvance} is made of. */
export interface ProjectionAdvanceOptions {
  readonly target: BatchTarget
  readonly clock: Clock
  /** How often, at most, a checkpoint is written for events that did not concern the projection, in milliseconds. */
  readonly checkpointIntervalMs: number
}

/**
 * Moves one projection along the log. Where nothing concerned it, only the position in memory moves; the checkpoint
 * follows with the next batch, or after a while.
 */
export class ProjectionAdvance {
  readonly #target: BatchTarget
  readonly #clock: Clock
  readonly #checkpointIntervalMs: number
  /** Everything up to here is in the rows. */
  #position: GlobalPosition = origin
  /** Where the checkpoint stands; `undefined` when this version has never run. */
  #saved: GlobalPosition | undefined
  #savedAtMs: number
  #doubted = true

  constructor({ target, clock, checkpointIntervalMs }: ProjectionAdvanceOptions) {
    this.#target = target
    this.#clock = clock
    this.#checkpointIntervalMs = checkpointIntervalMs
    this.#savedAtMs = clock.now()
  }

  /** Everything up to here is in the rows. */
  get position(): GlobalPosition {
    return this.#position
  }

  /** Whether the checkpoint has to be read before the next step. */
  get doubted(): boolean {
    return this.#doubted
  }

  /** Says that the checkpoint may stand elsewhere by now: another runner moved it, or a commit had no answer. */
  doubt(): void {
    this.#doubted = true
  }

  /** Reads the checkpoint. */
  async load(): Promise<void> {
    const { checkpoints, key } = this.#target
    const saved = (await checkpoints.load(key))?.position
    // Where it stands as expected, what was skipped since is still known.
    if (saved === undefined || saved !== this.#saved) this.#position = saved ?? origin
    this.#saved = saved
    this.#savedAtMs = this.#clock.now()
    this.#doubted = false
  }

  /**
   * Moves to the end of a batch.
   *
   * @throws LeaseLostError when another runner has moved the checkpoint: nothing was written
   * @throws ProjectionError when a handler threw: nothing was written
   */
  async commit(batch: Batch, signal: AbortSignal): Promise<void> {
    const isDue = this.#clock.now() - this.#savedAtMs >= this.#checkpointIntervalMs
    if (batch.events.length > 0 || isDue) await this.#save(batch, signal)
    this.#position = batch.position
  }

  /** Writes the checkpoint where it is behind the position in memory. */
  async flush(signal: AbortSignal): Promise<void> {
    if (this.#doubted || this.#position === (this.#saved ?? origin)) return
    await this.#save({ events: [], position: this.#position }, signal)
  }

  /** Empties the rows and goes to a position, to fold the log again from there. */
  async clear(from: GlobalPosition, signal: AbortSignal): Promise<void> {
    await clearProjection(this.#target, { from, signal })
    this.#moved(from)
  }

  async #save(batch: Batch, signal: AbortSignal): Promise<void> {
    const reset = this.#saved === undefined
    await commitBatch(this.#target, batch, { from: this.#saved ?? origin, reset, signal })
    this.#moved(batch.position)
  }

  #moved(to: GlobalPosition): void {
    this.#position = to
    this.#saved = to
    this.#savedAtMs = this.#clock.now()
    this.#doubted = false
  }
}
