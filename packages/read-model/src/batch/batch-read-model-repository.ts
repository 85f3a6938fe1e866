import {
  InvalidArgumentError,
  type Criteria,
  type ReadModelDefinition,
  type ReadModelOptions,
  type ReadModelRepository,
  type SaveOptions,
} from '@uno-ts/types'

/** What a {@link BatchReadModelRepository} is made of. */
export interface BatchReadModelRepositoryOptions<Row> {
  /** Where the changes go, in batches. */
  readonly repository: ReadModelRepository<Row>
  /** The read model, for the key of its rows. */
  readonly model: Pick<ReadModelDefinition, 'key'>
  /** Rows a statement. Default 1,000. */
  readonly batchSize?: number | undefined
}

/**
 * Writes and reads any number of rows, so many a statement. Each statement stands for itself: what was written before a
 * failure stays, unless a `transaction` is given.
 *
 * @example
 * ```ts
 * import { BatchReadModelRepository } from '@uno-ts/read-model'
 * import type { ReadModelDefinition, ReadModelRepository } from '@uno-ts/types'
 *
 * export function importAll<Row>(
 *   repository: ReadModelRepository<Row>,
 *   model: ReadModelDefinition,
 *   rows: AsyncIterable<Row>,
 * ): Promise<number> {
 *   return new BatchReadModelRepository({ repository, model }).saveAll(rows)
 * }
 * ```
 */
export class BatchReadModelRepository<Row> {
  readonly #repository: ReadModelRepository<Row>
  readonly #key: string
  readonly #batchSize: number

  constructor({ repository, model, batchSize = 1000 }: BatchReadModelRepositoryOptions<Row>) {
    this.#repository = repository
    this.#key = model.key
    this.#batchSize = batchSize
  }

  /** Inserts or replaces every row that comes. @returns how many came */
  async saveAll(
    rows: AsyncIterable<Row> | Iterable<Row>,
    options: Omit<SaveOptions, 'expectedVersion'> = {},
  ): Promise<number> {
    let count = 0
    for await (const batch of this.#batches(rows)) {
      await this.#repository.saveMany(batch, options)
      count += batch.length
    }
    return count
  }

  /** The rows of ids, in their order, without those that do not exist; a statement for each batch. */
  async *getAll(
    ids: AsyncIterable<string> | Iterable<string>,
    options: ReadModelOptions = {},
  ): AsyncIterable<Row> {
    for await (const batch of this.#batches(ids)) {
      const rows = await this.#repository.getMany(batch, options)
      for (const row of rows) if (row !== undefined) yield row
    }
  }

  /** Deletes the rows of ids. @returns how many there were */
  async deleteAll(
    ids: AsyncIterable<string> | Iterable<string>,
    options: ReadModelOptions = {},
  ): Promise<number> {
    let count = 0
    for await (const batch of this.#batches(ids)) count += await this.#repository.deleteMany(batch, options)
    return count
  }

  /** Deletes the rows that match. Rows that begin to match meanwhile may stay. @returns how many there were */
  async deleteWhere(where: Criteria, options: ReadModelOptions = {}): Promise<number> {
    return this.deleteAll(this.#idsWhere(where, options), options)
  }

  async *#idsWhere(where: Criteria, options: ReadModelOptions): AsyncIterable<string> {
    for await (const row of this.#repository.stream({ where }, { ...options, batchSize: this.#batchSize })) {
      yield (row as Readonly<Record<string, string>>)[this.#key] ?? '' // every row has its key
    }
  }

  async *#batches<Item>(items: AsyncIterable<Item> | Iterable<Item>): AsyncIterable<readonly Item[]> {
    if (!Number.isSafeInteger(this.#batchSize) || this.#batchSize < 1) {
      throw new InvalidArgumentError(`batchSize is a whole number from 1, found ${this.#batchSize}`)
    }
    let batch: Item[] = []
    for await (const item of items) {
      batch.push(item)
      if (batch.length < this.#batchSize) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  }
}
