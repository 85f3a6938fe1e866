import type {
  CountQuery,
  Criteria,
  FieldOf,
  FindByQuery,
  GetByIdQuery,
  Page,
  PageRequest,
  PageRequestOf,
  PaginatedQuery,
  PaginatedResult,
  QueryService,
  ReadModelAnswer,
  ReadModelOptions,
  ReadModelRepository,
  RowWith,
} from '@uno-ts/types'
import type { QueryMetrics } from '../metrics/query-metrics.ts'
import { Asking, type AskingOptions } from './asking.ts'
import { planOf, type Explaining } from './explaining.ts'
import { unknownQuery } from './unknown-query.ts'

/** What a {@link ReadModelQueryService} is made of. */
export interface ReadModelQueryServiceOptions<Row> extends AskingOptions {
  /** Any repository: of PostgreSQL, with a cache before it, in memory. One that can `explain` tells slow questions' plans. */
  readonly repository: ReadModelRepository<Row> & Partial<Explaining>
}

/** The first rows that are asked for. */
export type FindRequest = Pick<PageRequest, 'where' | 'sort' | 'limit' | 'offset'>

/** A page of whole rows. */
export type RowPageRequest = Omit<PageRequest, 'fields'> & { readonly fields?: undefined }

/** A question this service answers, as plain data. */
export type RowQuery = GetByIdQuery | FindByQuery | PaginatedQuery | CountQuery

/**
 * The questions an application asks one read model.
 *
 * @example
 * ```ts
 * import { ReadModelQueryService } from '@uno-ts/query-search'
 * import type { ReadModelRepository } from '@uno-ts/types'
 *
 * interface Country { code: string; name: string; orders: number }
 *
 * export async function busiest(repository: ReadModelRepository<Country>) {
 *   const countries = new ReadModelQueryService({ repository })
 *   const sort = [{ field: 'orders', direction: 'desc' }] as const
 *   const rows = await countries.find({ sort, limit: 3, fields: ['name'] })
 *   return rows.map(({ name }) => name) // `code` is not there, and the compiler knows
 * }
 * ```
 */
export class ReadModelQueryService<Row> implements QueryService<Row> {
  readonly #repository: ReadModelQueryServiceOptions<Row>['repository']
  readonly #asking: Asking

  constructor({ repository, cache, metrics }: ReadModelQueryServiceOptions<Row>) {
    this.#repository = repository
    this.#asking = new Asking({ cache, metrics })
  }

  /** The row with this id, if there is one. */
  getById(id: string, options: ReadModelOptions = {}): Promise<Row | undefined> {
    return this.#asking.ask({ type: 'get-by-id', id }, options, {
      read: () => this.#repository.get(id, options),
      count: (row) => (row === undefined ? 0 : 1),
    })
  }

  /**
   * The first rows that match, at most `limit` (default 50, highest 1,000); with `fields`, rows of those alone.
   *
   * @throws InvalidArgumentError naming a field that is not there, or a number out of range
   */
  find<const Fields extends readonly FieldOf<Row>[]>(
    request: FindRequest & { readonly fields: Fields },
    options?: ReadModelOptions,
  ): Promise<readonly RowWith<Row, Fields>[]>
  find(
    request?: FindRequest & { readonly fields?: undefined },
    options?: ReadModelOptions,
  ): Promise<readonly Row[]>
  find(
    request: FindRequest & Pick<PageRequest, 'fields'> = {},
    options: ReadModelOptions = {},
  ): Promise<readonly unknown[]> {
    return this.#asking.ask({ ...request, type: 'find' }, options, {
      read: async () => (await this.#repository.find(request, options)).items,
      count: (rows) => rows.length,
      explain: planOf(this.#repository, request, options),
    })
  }

  /**
   * One page with the cursors of the pages around it; with `fields`, of rows of those alone.
   *
   * @throws CursorError when the cursor was made for another sort or filter
   * @throws InvalidArgumentError naming a field that is not there, or a number out of range
   */
  paginate<const Fields extends readonly FieldOf<Row>[]>(
    request: PageRequestOf<Row, Fields>,
    options?: ReadModelOptions,
  ): Promise<PaginatedResult<RowWith<Row, Fields>>>
  paginate(request?: RowPageRequest, options?: ReadModelOptions): Promise<PaginatedResult<Row>>
  paginate(request: PageRequest = {}, options: ReadModelOptions = {}): Promise<Page<unknown>> {
    return this.#asking.ask<Page<unknown>>({ ...request, type: 'paginate' }, options, {
      read: () => this.#repository.find(request, options),
      count: ({ items }) => items.length,
      explain: planOf(this.#repository, request, options),
    })
  }

  /** How many rows match. @throws InvalidArgumentError naming a field that is not there */
  count(where?: Criteria, options: ReadModelOptions = {}): Promise<number> {
    return this.#asking.ask({ type: 'count', where }, options, {
      read: () => this.#repository.count(where, options),
      count: () => 1,
    })
  }

  /** Answers a question that is plain data, such as one from a queue or a saved list. @throws as the method of its type */
  handleQuery<const Query extends RowQuery>(
    query: Query,
    options?: ReadModelOptions,
  ): Promise<ReadModelAnswer<Row, Query>>
  handleQuery(query: RowQuery, options: ReadModelOptions = {}): Promise<unknown> {
    switch (query.type) {
      case 'get-by-id':
        return this.getById(query.id, options)
      case 'find':
        return this.find(query, options)
      case 'paginate':
        return this.paginate(query, options)
      case 'count':
        return this.count(query.where, options)
    }
    return unknownQuery(query)
  }

  /** The newest questions that have ended, the newest first. */
  getRecentMetrics(): readonly QueryMetrics[] {
    return this.#asking.metrics.getRecentMetrics()
  }
}
