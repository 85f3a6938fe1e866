import { InvalidArgumentError, type ProjectionStorage, type RecordedEvent } from '@uno-ts/types'
import type { AnyProjection } from '../define/projection.ts'
import { Projector } from '../define/projector.ts'

/** What a {@link BatchProjector} is made of. */
export interface BatchProjectorOptions {
  /** What is given the events. */
  readonly projection: AnyProjection
  /** Where rows are written: a `PostgresProjectionStorage`. */
  readonly storage: Pick<ProjectionStorage<any>, 'transaction'>
  /** Events a transaction. Default 1,000. */
  readonly batchSize?: number | undefined
}

const never = new AbortController().signal

/**
 * Applies given events to a projection, a transaction a batch: for rows that are made from something else than the whole
 * log. It keeps no checkpoint: who calls it knows which events were applied.
 *
 * @example
 * ```ts
 * import { BatchProjector, PostgresProjectionStorage, type AnyProjection } from '@uno-ts/projections'
 * import { streamId, type EventStore } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export async function projectOne(projection: AnyProjection, eventStore: EventStore, db: Kysely<object>): Promise<number> {
 *   const projector = new BatchProjector({ projection, storage: new PostgresProjectionStorage({ db }) })
 *   return await projector.project(eventStore.readStream(streamId('order', '7')))
 * }
 * ```
 */
export class BatchProjector {
  readonly #projector: Projector
  readonly #storage: BatchProjectorOptions['storage']
  readonly #batchSize: number

  /** @throws ConfigurationError when the definition cannot work */
  constructor({ projection, storage, batchSize = 1_000 }: BatchProjectorOptions) {
    if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
      throw new InvalidArgumentError(`batchSize is a whole number from 1, found ${batchSize}`)
    }
    this.#projector = new Projector(projection)
    this.#storage = storage
    this.#batchSize = batchSize
  }

  /**
   * Applies events in their order; those of other types are left out.
   *
   * @returns how many were applied
   * @throws ProjectionError with what a handler threw: batches before it were written, nothing of its own
   */
  async project(
    events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>,
    { signal = never }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<number> {
    let applied = 0
    let batch: RecordedEvent[] = []
    for await (const event of events) {
      signal.throwIfAborted()
      if (!this.#projector.eventTypes.has(event.type)) continue
      batch.push(event)
      if (batch.length < this.#batchSize) continue
      applied += await this.#commit(batch, signal)
      batch = []
    }
    return applied + (await this.#commit(batch, signal))
  }

  async #commit(events: readonly RecordedEvent[], signal: AbortSignal): Promise<number> {
    if (events.length === 0) return 0
    await this.#storage.transaction(async ({ sql: tx }) => {
      await this.#projector.project(events, { tx, signal })
      signal.throwIfAborted()
    })
    return events.length
  }
}
