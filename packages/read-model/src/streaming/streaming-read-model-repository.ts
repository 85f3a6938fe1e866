import {
  InvalidArgumentError,
  type PageRequest,
  type ReadModelOptions,
  type ReadModelRepository,
} from '@uno-ts/types'

/** What a {@link StreamingReadModelRepository} is made of. */
export interface StreamingReadModelRepositoryOptions<Row> {
  /** Where the rows come from. */
  readonly repository: Pick<ReadModelRepository<Row>, 'stream'>
  /** Rows a page; two pages are in memory at a time. Default: the repository's. */
  readonly batchSize?: number | undefined
}

/** Which rows are streamed, and in which order. */
export type StreamRequest = Pick<PageRequest, 'where' | 'sort'>

/** How rows are processed. */
export interface ProcessOptions extends ReadModelOptions {
  /** How many rows are handled at a time, at most. Default 8. */
  readonly parallelism?: number | undefined
}

/**
 * Reads all the rows of a question, however many there are, in flat memory. Pages are read by their place, so no
 * connection is held between them, and leaving early or aborting leaves none behind.
 *
 * @example
 * ```ts
 * import { StreamingReadModelRepository } from '@uno-ts/read-model'
 * import type { ReadModelRepository } from '@uno-ts/types'
 *
 * export async function remindAll(orders: ReadModelRepository<{ orderId: string }>, remind: (id: string) => Promise<void>) {
 *   const streaming = new StreamingReadModelRepository({ repository: orders })
 *   return streaming.process({}, ({ orderId }) => remind(orderId), { parallelism: 4 })
 * }
 * ```
 */
export class StreamingReadModelRepository<Row> {
  readonly #repository: Pick<ReadModelRepository<Row>, 'stream'>
  readonly #batchSize: number | undefined

  constructor({ repository, batchSize }: StreamingReadModelRepositoryOptions<Row>) {
    this.#repository = repository
    this.#batchSize = batchSize
  }

  /** Every matching row, in its order. */
  stream(request: StreamRequest = {}, options: ReadModelOptions = {}): AsyncIterable<Row> {
    return this.#repository.stream(request, { ...options, batchSize: this.#batchSize })
  }

  /** Every matching row, so many at a time; the last list may be shorter. */
  async *batches(
    size: number,
    request: StreamRequest = {},
    options: ReadModelOptions = {},
  ): AsyncGenerator<readonly Row[], void, undefined> {
    checkCount('a batch', size)
    let batch: Row[] = []
    for await (const row of this.stream(request, options)) {
      batch.push(row)
      if (batch.length < size) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  }

  /**
   * Hands every matching row to a handler, several at a time and in no order among those. No row is read before there is
   * a handler free for it, but for the pages that are in memory.
   *
   * @returns how many rows were handled
   * @throws what the first handler that failed threw, once those that had begun have ended; no further one begins
   */
  async process(
    request: StreamRequest,
    handle: (row: Row) => Promise<void>,
    { parallelism = 8, ...options }: ProcessOptions = {},
  ): Promise<number> {
    checkCount('parallelism', parallelism)
    const running = new Set<Promise<void>>()
    const failures: unknown[] = []
    let handled = 0
    const begin = (row: Row): void => {
      const work = handle(row)
        .then(
          () => void handled++,
          (error: unknown) => void failures.push(error),
        )
        .finally(() => running.delete(work))
      running.add(work)
    }
    try {
      for await (const row of this.stream(request, options)) {
        if (failures.length > 0) break
        begin(row)
        if (running.size >= parallelism) await Promise.race(running)
      }
    } finally {
      await Promise.all(running)
    }
    if (failures.length > 0) throw failures[0]
    return handled
  }
}

function checkCount(what: string, count: number): void {
  if (Number.isSafeInteger(count) && count >= 1) return
  throw new InvalidArgumentError(`${what} is a whole number from 1, found ${count}`)
}
