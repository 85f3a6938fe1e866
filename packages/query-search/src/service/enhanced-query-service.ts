import type {
  Criteria,
  Page,
  PageRequest,
  ReadModelOptions,
  ReadModelRepository,
  SearchIndex,
  SearchRequest,
  SearchResult,
} from '@uno-ts/types'
import { FullTextSearch, type FullTextSearchOptions } from '../full-text/full-text-search.ts'
import { ReadModelQueryService } from './read-model-query-service.ts'

/** What an {@link EnhancedQueryService} is made of. */
export interface EnhancedQueryServiceOptions<Row> extends FullTextSearchOptions<Row> {
  readonly repository: ReadModelRepository<Row>
}

/**
 * The questions of a {@link ReadModelQueryService}, and search over the read model's text.
 *
 * @example
 * ```ts
 * import { EnhancedQueryService, type EnhancedQueryServiceOptions } from '@uno-ts/query-search'
 *
 * export async function lamps(options: EnhancedQueryServiceOptions<{ code: string }>) {
 *   const products = new EnhancedQueryService(options)
 *   return products.search({ text: 'red lamp', match: 'all', facets: ['country'] })
 * }
 * ```
 */
export class EnhancedQueryService<Row> implements SearchIndex<Row> {
  readonly #queries: ReadModelQueryService<Row>
  readonly #fullText: FullTextSearch<Row>

  /** @throws ConfigurationError when the model defines no search */
  constructor(options: EnhancedQueryServiceOptions<Row>) {
    const { repository, db, model, compiler, schema, tenant, facetLimit } = options
    this.#queries = new ReadModelQueryService({ repository })
    this.#fullText = new FullTextSearch({ repository, db, model, compiler, schema, tenant, facetLimit })
  }

  /** {@inheritDoc ReadModelQueryService.getById} */
  getById(id: string, options?: ReadModelOptions): Promise<Row | undefined> {
    return this.#queries.getById(id, options)
  }

  /** {@inheritDoc ReadModelQueryService.find} */
  find(
    request?: Omit<PageRequest, 'after' | 'before' | 'total'>,
    options?: ReadModelOptions,
  ): Promise<readonly Row[]> {
    return this.#queries.find(request, options)
  }

  /** {@inheritDoc ReadModelQueryService.paginate} */
  paginate(request?: PageRequest, options?: ReadModelOptions): Promise<Page<Row>> {
    return this.#queries.paginate(request, options)
  }

  /** {@inheritDoc ReadModelQueryService.count} */
  count(where?: Criteria, options?: ReadModelOptions): Promise<number> {
    return this.#queries.count(where, options)
  }

  /** {@inheritDoc FullTextSearch.search} */
  search(request: SearchRequest, options?: ReadModelOptions): Promise<SearchResult<Row>> {
    return this.#fullText.search(request, options)
  }
}
