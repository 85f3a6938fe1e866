import {
  ConfigurationError,
  defaultTenant,
  InvalidArgumentError,
  type CriteriaCompiler,
  type ReadModelDefinition,
  type ReadModelOptions,
  type ReadModelRepository,
  type SearchIndex,
  type SearchRequest,
  type SearchResult,
  type TenantId,
} from '@uno-ts/types'
import type { Expression, SqlBool } from 'kysely'
import type { AnyKysely } from '../statement/any-kysely.ts'
import { runStatement } from '../statement/run-statement.ts'
import { selectHits } from './select-hits.ts'
import { textQuery } from './text-query.ts'
import { typedText } from './typed-text.ts'

/** What a {@link FullTextSearch} is made of. */
export interface FullTextSearchOptions<Row> {
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /** A read model that defines a search. */
  readonly model: ReadModelDefinition
  /** Gives the rows that were found. */
  readonly repository: Pick<ReadModelRepository<Row>, 'getMany'>
  /** Compiles the `where` of a search: `KyselyCriteriaCompiler` of the read-model package. */
  readonly compiler: Pick<CriteriaCompiler<Expression<SqlBool>>, 'where'>
  /** The schema that holds the table. Default `uno`. */
  readonly schema?: string | undefined
  /** The tenant of calls that name none. Default `default`. */
  readonly tenant?: TenantId | undefined
  /** How many values a facet counts at most, the most frequent ones. Default 100. */
  readonly facetLimit?: number | undefined
}

const defaultLimit = 20
const highestLimit = 1000

/**
 * Searches the text of one read model with PostgreSQL's full-text search over the column its definition generates.
 *
 * Whatever a person types is a query: words in any order, the last one perhaps unfinished. Rows that hold more of the
 * words, in fields of more weight, come first. Text without a word finds nothing.
 *
 * @example
 * ```ts
 * import { FullTextSearch, type FullTextSearchOptions } from '@uno-ts/query-search'
 *
 * export async function suggest(options: FullTextSearchOptions<{ name: string }>, text: string) {
 *   const { hits } = await new FullTextSearch(options).search({ text, limit: 5 })
 *   return hits.map(({ row }) => row.name)
 * }
 * ```
 */
export class FullTextSearch<Row> implements SearchIndex<Row> {
  readonly #db: AnyKysely
  readonly #model: ReadModelDefinition
  readonly #language: string
  readonly #repository: FullTextSearchOptions<Row>['repository']
  readonly #compiler: FullTextSearchOptions<Row>['compiler']
  readonly #schema: string
  readonly #tenant: TenantId
  readonly #facetLimit: number

  /** @throws ConfigurationError when the model defines no search */
  constructor({
    db,
    model,
    repository,
    compiler,
    schema = 'uno',
    tenant = defaultTenant,
    facetLimit = 100,
  }: FullTextSearchOptions<Row>) {
    if (model.search === undefined) {
      throw new ConfigurationError(`read model ${model.name} defines no search: say which fields it reads`, {
        path: `${model.name}.search`,
      })
    }
    this.#db = db.withoutPlugins() // a plugin that renames columns would rename ours
    this.#model = model
    this.#language = model.search.language
    this.#repository = repository
    this.#compiler = compiler
    this.#schema = schema
    this.#tenant = tenant
    this.#facetLimit = facetLimit
  }

  /** @throws InvalidArgumentError naming a limit out of range, or a field the model does not have */
  async search(request: SearchRequest, options: ReadModelOptions = {}): Promise<SearchResult<Row>> {
    const { text, match = 'any', where, facets = [], limit = defaultLimit, offset = 0 } = request
    checkNumbers(limit, offset)
    const statement = selectHits({
      model: this.#model,
      schema: this.#schema,
      tenant: options.tenant ?? this.#tenant,
      query: textQuery(this.#language, typedText(text), match),
      where: where && this.#compiler.where(this.#model, where),
      facets,
      facetLimit: this.#facetLimit,
      limit,
      offset,
    })
    const [found] = await runStatement(this.#db, statement.compile(this.#db), options)
    const { hits = [], facets: counted = [] } = found ?? {}
    const rows = await this.#repository.getMany(
      hits.map(([id]) => id),
      options,
    )
    const result = {
      // A row that was deleted since it was found is left out.
      hits: hits.flatMap(([, score], index) => {
        const row = rows[index]
        return row === undefined ? [] : [{ row, score }]
      }),
    }
    if (facets.length === 0) return result
    const counts = counted.map((values) => values.map(([value, count]) => ({ value, count })))
    return { ...result, facets: Object.fromEntries(facets.map((path, index) => [path, counts[index] ?? []])) }
  }
}

function checkNumbers(limit: number, offset: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > highestLimit) {
    throw new InvalidArgumentError(`limit is a whole number from 1 to ${highestLimit}, found ${limit}`)
  }
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new InvalidArgumentError(`offset is a whole number from 0, found ${offset}`)
  }
}
