import {
  isUnoError,
  NotFoundError,
  type ReadModelDefinition,
  type ReadModelOptions,
  type ReadModelRepository,
  type SaveOptions,
} from '@uno-ts/types'

/** What a {@link ReadModelService} is made of. */
export interface ReadModelServiceOptions<Row> {
  /** Keeps the rows. */
  readonly repository: ReadModelRepository<Row>
  /** The read model, whose schema and criteria are checked. */
  readonly model: Pick<ReadModelDefinition, 'name'>
  /** How often a change is tried when others change the row at the same time. Default 5. */
  readonly attempts?: number | undefined
}

/**
 * What applications do with one row beyond a single statement: ask for it or be told it is not there, and change it from
 * what it is.
 *
 * @example
 * ```ts
 * import { ReadModelService } from '@uno-ts/read-model'
 * import type { ReadModelDefinition, ReadModelRepository } from '@uno-ts/types'
 *
 * type Counter = { id: string; count: number }
 *
 * export function countOne(repository: ReadModelRepository<Counter>, model: ReadModelDefinition, id: string) {
 *   const counters = new ReadModelService({ repository, model })
 *   return counters.change(id, (row = { id, count: 0 }) => ({ ...row, count: row.count + 1 }))
 * }
 * ```
 */
export class ReadModelService<Row> {
  readonly #repository: ReadModelRepository<Row>
  readonly #name: string
  readonly #attempts: number

  constructor({ repository, model, attempts = 5 }: ReadModelServiceOptions<Row>) {
    this.#repository = repository
    this.#name = model.name
    this.#attempts = attempts
  }

  /** @throws NotFoundError when there is no such row */
  async require(id: string, options: ReadModelOptions = {}): Promise<Row> {
    const row = await this.#repository.get(id, options)
    if (row === undefined) throw new NotFoundError(`row of ${this.#name}`)
    return row
  }

  /**
   * Makes a row from what it is, `undefined` when it is not there. The function may run several times: it is asked again
   * when somebody else has changed the row meanwhile.
   *
   * @returns the row that was saved
   * @throws ConcurrencyError when others were quicker every time: nothing was written
   */
  async change(
    id: string,
    make: (row: Row | undefined) => Row,
    options: Omit<SaveOptions, 'expectedVersion'> = {},
  ): Promise<Row> {
    for (let attempt = 1; ; attempt++) {
      const found = await this.#repository.getModel(id, options)
      const row = make(found?.row)
      try {
        await this.#repository.save(row, { ...options, expectedVersion: found?.version ?? 0 })
        return row
      } catch (error) {
        if (attempt >= this.#attempts || !isUnoError(error, 'ERR_CONCURRENCY')) throw error
      }
    }
  }
}
