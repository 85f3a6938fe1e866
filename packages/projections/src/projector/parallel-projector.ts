import { InvalidArgumentError, type RecordedEvent } from '@uno-ts/types'
import { Projector } from '../define/projector.ts'
import { sliceOf } from '../slice/slice-of.ts'
import { BatchProjector, type BatchProjectorOptions } from './batch-projector.ts'

/** What a {@link ParallelProjector} is made of. */
export interface ParallelProjectorOptions extends BatchProjectorOptions {
  /** How many transactions there are at once, each on a connection of its own. Default 4. */
  readonly parallelism?: number | undefined
}

/**
 * Applies given events to a projection in several transactions at once: those of one key, by the definition's `sliceBy`, in
 * their order, those of different keys side by side. Rows that several keys touch must be written additively. For a
 * projection that follows the log give `ProjectionRunner` the option `parallelism`.
 */
export class ParallelProjector {
  readonly #keys: Projector
  readonly #lanes: readonly BatchProjector[]
  readonly #together: number

  /** @throws ConfigurationError when the definition cannot work */
  constructor({ projection, storage, batchSize = 1_000, parallelism = 4 }: ParallelProjectorOptions) {
    if (!Number.isSafeInteger(parallelism) || parallelism < 1) {
      throw new InvalidArgumentError(`parallelism is a whole number from 1, found ${parallelism}`)
    }
    this.#keys = new Projector(projection)
    this.#together = batchSize * parallelism
    this.#lanes = Array.from(
      { length: parallelism },
      () => new BatchProjector({ projection, storage, batchSize }),
    )
  }

  /**
   * Applies events; those of other types are left out.
   *
   * @returns how many were applied
   * @throws ProjectionError with what a handler threw: what other transactions had written stays
   */
  async project(
    events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<number> {
    let applied = 0
    let waiting: RecordedEvent[] = []
    for await (const event of events) {
      if (this.#keys.eventTypes.has(event.type)) waiting.push(event)
      if (waiting.length < this.#together) continue
      applied += await this.#commit(waiting, options)
      waiting = []
    }
    return applied + (await this.#commit(waiting, options))
  }

  async #commit(
    events: readonly RecordedEvent[],
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<number> {
    const lanes = Map.groupBy(events, (event) => sliceOf(this.#keys.keyOf(event), this.#lanes.length))
    const settled = await Promise.allSettled(
      this.#lanes.map((lane, index) => lane.project(lanes.get(index) ?? [], options)),
    )
    let applied = 0
    for (const outcome of settled) {
      if (outcome.status === 'rejected') throw outcome.reason
      applied += outcome.value
    }
    return applied
  }
}
