import type { Criteria, Page, PageRequest, ReadModelOptions, ReadModelRepository } from '@uno-ts/types'

/** What a {@link ReadModelQueryService} is made of. */
export interface ReadModelQueryServiceOptions<Row> {
  /** Any repository: of PostgreSQL, with a cache before it, in memory. */
  readonly repository: ReadModelRepository<Row>
}

/**
 * The questions an application asks one read model.
 *
 * @example
 * ```ts
 * import { ReadModelQueryService } from '@uno-ts/query-search'
 * import type { ReadModelRepository } from '@uno-ts/types'
 *
 * export function busiest(repository: ReadModelRepository<{ code: string; orders: number }>) {
 *   const countries = new ReadModelQueryService({ repository })
 *   return countries.find({ sort: [{ field: 'orders', direction: 'desc' }], limit: 3 })
 * }
 * ```
 */
export class ReadModelQueryService<Row> {
  readonly #repository: ReadModelRepository<Row>

  constructor({ repository }: ReadModelQueryServiceOptions<Row>) {
    this.#repository = repository
  }

  /** The row with this id, if there is one. */
  getById(id: string, options?: ReadModelOptions): Promise<Row | undefined> {
    return this.#repository.get(id, options)
  }

  /** The first rows that match, at most `limit` (default 50, highest 1,000). @throws as {@link paginate} */
  async find(
    request?: Omit<PageRequest, 'after' | 'before' | 'total'>,
    options?: ReadModelOptions,
  ): Promise<readonly Row[]> {
    const { items } = await this.#repository.find(request, options)
    return items
  }

  /**
   * One page with the cursors of the pages around it.
   *
   * @throws CursorError when the cursor was made for another sort or filter
   * @throws InvalidArgumentError naming a field that is not there, or a number out of range
   */
  paginate(request?: PageRequest, options?: ReadModelOptions): Promise<Page<Row>> {
    return this.#repository.find(request, options)
  }

  /** How many rows match. @throws InvalidArgumentError naming a field that is not there */
  count(where?: Criteria, options?: ReadModelOptions): Promise<number> {
    return this.#repository.count(where, options)
  }
}
