import type {
  AggregateRequest,
  AggregateRequestOf,
  AggregateRowOf,
  Aggregator,
  Criteria,
  CriteriaCompiler,
  FieldOf,
  GraphAnswerOf,
  GraphQuery,
  GraphSearch,
  HybridIndex,
  HybridRequest,
  HybridResult,
  PageRequest,
  PageRequestOf,
  PaginatedResult,
  ReadModelAnswer,
  ReadModelOptions,
  ReadModelQuery,
  RowWith,
  SearchIndex,
  SearchRequest,
  SearchResult,
  Suggestion,
  SuggestRequest,
} from '@uno-ts/types'
import type { Expression, SqlBool } from 'kysely'
import { PostgresAggregator } from '../aggregate/postgres-aggregator.ts'
import { FullTextSearch, type FullTextSearchOptions } from '../full-text/full-text-search.ts'
import type { QueryMetrics } from '../metrics/query-metrics.ts'
import type { AnyGraph } from './any-graph.ts'
import { Asking } from './asking.ts'
import { planOf, type Explaining } from './explaining.ts'
import { graphAnswerSize } from './graph-answer-size.ts'
import { missingPart } from './missing-part.ts'
import { unknownQuery } from './unknown-query.ts'
import {
  ReadModelQueryService,
  type FindRequest,
  type ReadModelQueryServiceOptions,
  type RowPageRequest,
} from './read-model-query-service.ts'

/** What an {@link EnhancedQueryService} is made of: what is not given is not asked, and says so when it is. */
export interface EnhancedQueryServiceOptions<Row>
  extends
    ReadModelQueryServiceOptions<Row>,
    Partial<Omit<FullTextSearchOptions<Row>, 'repository' | 'compiler'>> {
  /** With `db` and `model`: aggregates are told from the model's table, and its text is searched where it defines a search. */
  readonly compiler?:
    | Pick<CriteriaCompiler<Expression<SqlBool>, Expression<unknown>>, 'where' | 'field'>
    | undefined
  /** Searches the text. Default: a {@link FullTextSearch} over the model's table. */
  readonly text?: (SearchIndex<Row> & Partial<Explaining<SearchRequest>>) | undefined
  /** Tells figures. Default: a {@link PostgresAggregator} over the model's table. */
  readonly aggregator?: (Aggregator<Row> & Partial<Explaining<AggregateRequest>>) | undefined
  /** Answers questions to a graph: `SqlGraphService`. Default: none. */
  readonly graph?: AnyGraph | undefined
  /** Searches in several ways at once: `HybridSearch`. Default: none. */
  readonly hybrid?: (HybridIndex<Row> & Partial<Explaining<HybridRequest>>) | undefined
}

/**
 * The questions of a {@link ReadModelQueryService}, and search, figures, graph and hybrid search over one read model. It
 * composes the parts: a question whose part was not given fails by itself, everything else works.
 *
 * @example
 * ```ts
 * import { EnhancedQueryService, type EnhancedQueryServiceOptions } from '@uno-ts/query-search'
 *
 * interface Product { code: string; country: string; stock: number }
 *
 * export async function lamps(options: EnhancedQueryServiceOptions<Product>) {
 *   const products = new EnhancedQueryService(options)
 *   const { hits } = await products.search({ text: 'red lamp', match: 'all', facets: ['country'] })
 *   const stock = await products.aggregate({
 *     groupBy: { country: 'country' },
 *     measures: { units: { op: 'sum', field: 'stock' } },
 *   })
 *   return { codes: hits.map(({ row }) => row.code), units: stock.map(({ units }) => units) }
 * }
 * ```
 */
export class EnhancedQueryService<Row>
  implements SearchIndex<Row>, Aggregator<Row>, GraphSearch, HybridIndex<Row>
{
  readonly #queries: ReadModelQueryService<Row>
  readonly #asking: Asking
  readonly #text: EnhancedQueryServiceOptions<Row>['text']
  readonly #aggregator: EnhancedQueryServiceOptions<Row>['aggregator']
  readonly #graph: EnhancedQueryServiceOptions<Row>['graph']
  readonly #hybrid: EnhancedQueryServiceOptions<Row>['hybrid']

  constructor(options: EnhancedQueryServiceOptions<Row>) {
    const { repository, cache, metrics, text, aggregator, graph, hybrid } = options
    this.#asking = new Asking({ cache, metrics })
    this.#queries = new ReadModelQueryService({ repository, cache, metrics: this.#asking.metrics })
    this.#text = text ?? textOf(options)
    this.#aggregator = aggregator ?? aggregatorOf(options)
    this.#graph = graph
    this.#hybrid = hybrid
  }

  /** {@inheritDoc ReadModelQueryService.getById} */
  getById(id: string, options?: ReadModelOptions): Promise<Row | undefined> {
    return this.#queries.getById(id, options)
  }

  /** {@inheritDoc ReadModelQueryService.find} */
  find<const Fields extends readonly FieldOf<Row>[]>(
    request: FindRequest & { readonly fields: Fields },
    options?: ReadModelOptions,
  ): Promise<readonly RowWith<Row, Fields>[]>
  find(
    request?: FindRequest & { readonly fields?: undefined },
    options?: ReadModelOptions,
  ): Promise<readonly Row[]>
  find(request?: FindRequest, options?: ReadModelOptions): Promise<readonly unknown[]> {
    return this.#queries.find(request, options)
  }

  /** {@inheritDoc ReadModelQueryService.paginate} */
  paginate<const Fields extends readonly FieldOf<Row>[]>(
    request: PageRequestOf<Row, Fields>,
    options?: ReadModelOptions,
  ): Promise<PaginatedResult<RowWith<Row, Fields>>>
  paginate(request?: RowPageRequest, options?: ReadModelOptions): Promise<PaginatedResult<Row>>
  paginate(
    request?: Omit<PageRequest, 'fields'>,
    options?: ReadModelOptions,
  ): Promise<PaginatedResult<unknown>> {
    return this.#queries.paginate(request, options)
  }

  /** {@inheritDoc ReadModelQueryService.count} */
  count(where?: Criteria, options?: ReadModelOptions): Promise<number> {
    return this.#queries.count(where, options)
  }

  /**
   * The rows that hold words, best first.
   *
   * @throws ConfigurationError when the service was given no text search
   * @throws InvalidArgumentError naming a limit out of range, or a field the model does not have
   */
  async search(request: SearchRequest, options: ReadModelOptions = {}): Promise<SearchResult<Row>> {
    const text = this.#text
    if (text === undefined)
      throw missingPart('text', 'define a search in the read model, or give one that answers')
    return this.#asking.ask({ ...request, type: 'search' }, options, {
      read: () => text.search(request, options),
      count: ({ hits }) => hits.length,
      explain: planOf(text, request, options),
    })
  }

  /**
   * Completes what somebody is typing.
   *
   * @throws ConfigurationError when the service was given no text search, or one that does not complete
   * @throws InvalidArgumentError naming a limit out of range, or a field the model does not have
   */
  async suggest(request: SuggestRequest, options: ReadModelOptions = {}): Promise<readonly Suggestion[]> {
    const text = this.#text
    if (text?.suggest === undefined) {
      throw missingPart('text', 'define a search in the read model, or give one that completes')
    }
    return this.#asking.ask({ ...request, type: 'suggest' }, options, {
      read: async () => (await text.suggest?.(request, options)) ?? [],
      count: (suggestions) => suggestions.length,
    })
  }

  /**
   * Figures over the rows, by groups.
   *
   * @throws ConfigurationError when the service was given nobody who tells figures
   * @throws InvalidArgumentError naming a field, name, zone or number that cannot be asked for
   */
  async aggregate<const Request extends AggregateRequestOf<Row>>(
    request: Request,
    options: ReadModelOptions = {},
  ): Promise<readonly AggregateRowOf<Row, Request>[]> {
    const aggregator = this.#aggregator
    if (aggregator === undefined)
      throw missingPart('aggregator', 'give "db", "model" and "compiler", or an aggregator')
    const asked: AggregateRequest = request
    return this.#asking.ask({ ...asked, type: 'aggregate' }, options, {
      read: () => aggregator.aggregate(request, options),
      count: (rows) => rows.length,
      explain: planOf(aggregator, asked, options),
    })
  }

  /**
   * The answer to a question to the graph.
   *
   * @throws ConfigurationError when the service was given no graph
   * @throws InvalidArgumentError naming a label the graph does not have, or a number out of range
   */
  async graphQuery<Query extends GraphQuery>(
    query: Query,
    options: ReadModelOptions = {},
  ): Promise<GraphAnswerOf<Query>> {
    const graph = this.#graph
    if (graph === undefined) throw missingPart('graph', 'give the graph service that keeps it')
    return this.#asking.ask({ type: 'graph', query }, options, {
      read: () => graph.graphQuery(query, options),
      count: graphAnswerSize,
      explain: planOf(graph, query, options),
    })
  }

  /**
   * The rows that several sources agree on, best first.
   *
   * @throws ConfigurationError when the service was given no hybrid search
   * @throws CapabilityError when the database lacks what a source needs, unless it may be left out
   */
  async hybridQuery(request: HybridRequest, options: ReadModelOptions = {}): Promise<HybridResult<Row>> {
    const hybrid = this.#hybrid
    if (hybrid === undefined) throw missingPart('hybrid', 'give the hybrid search over its sources')
    return this.#asking.ask({ ...request, type: 'hybrid' }, options, {
      read: () => hybrid.hybridQuery(request, options),
      count: ({ hits }) => hits.length,
      explain: planOf(hybrid, request, options),
    })
  }

  /** Answers a question that is plain data, such as one from a queue or a saved list. @throws as the method of its type */
  handleQuery<const Query extends ReadModelQuery>(
    query: Query,
    options?: ReadModelOptions,
  ): Promise<ReadModelAnswer<Row, Query>>
  handleQuery(query: ReadModelQuery, options: ReadModelOptions = {}): Promise<unknown> {
    switch (query.type) {
      case 'get-by-id':
      case 'find':
      case 'paginate':
      case 'count':
        return this.#queries.handleQuery(query, options)
      case 'search':
        return this.search(query, options)
      case 'aggregate':
        return this.aggregate(query as AggregateRequestOf<Row>, options) // its fields are checked at once
      case 'hybrid':
        return this.hybridQuery(query, options)
      case 'neighbours':
      case 'path':
      case 'reachable':
      case 'pattern':
        return this.graphQuery(query, options)
    }
    return unknownQuery(query)
  }

  /** {@inheritDoc ReadModelQueryService.getRecentMetrics} */
  getRecentMetrics(): readonly QueryMetrics[] {
    return this.#asking.metrics.getRecentMetrics()
  }
}

function textOf<Row>(options: EnhancedQueryServiceOptions<Row>): FullTextSearch<Row> | undefined {
  const { repository, db, pool, model, compiler, schema, tenant, facetLimit, probe } = options
  if (db === undefined || compiler === undefined || model?.search === undefined) return undefined
  return new FullTextSearch({ repository, db, pool, model, compiler, schema, tenant, facetLimit, probe })
}

function aggregatorOf<Row>({
  db,
  model,
  compiler,
  schema,
  tenant,
}: EnhancedQueryServiceOptions<Row>): PostgresAggregator<Row> | undefined {
  if (db === undefined || model === undefined || compiler === undefined) return undefined
  return new PostgresAggregator({ db, model, compiler, schema, tenant })
}
