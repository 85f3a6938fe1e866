import {
  ConfigurationError,
  defaultTenant,
  type CriteriaCompiler,
  type FieldPath,
  type ReadModelDefinition,
  type ReadModelOptions,
  type ReadModelRepository,
  type SearchDefinition,
  type SearchIndex,
  type SearchRequest,
  type SearchResult,
  type Suggestion,
  type SuggestRequest,
  type TenantId,
} from '@uno-ts/types'
import type { CompiledQuery, Expression, SqlBool } from 'kysely'
import { CapabilityProbe } from '../capability/capability-probe.ts'
import { WordCorrector } from '../correct/word-corrector.ts'
import { textPieces } from '../highlight/headline.ts'
import type { CandidateSource } from '../hybrid/candidate-source.ts'
import type { AnyKysely } from '../statement/any-kysely.ts'
import { explainStatement } from '../statement/explain-statement.ts'
import { StatementRunner, type PreparingPool } from '../statement/statement-runner.ts'
import { suggestionText, suggestionQuery } from '../suggest/suggestion-text.ts'
import { selectSuggestions } from '../suggest/select-suggestions.ts'
import { checkSearch, checkSuggest } from './check-search.ts'
import { selectHits, type HitRecord } from './select-hits.ts'
import { textCandidates, type TextCandidateQuery } from './text-candidates.ts'

/** What a {@link FullTextSearch} is made of. */
export interface FullTextSearchOptions<Row> {
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /**
   * The pool beneath `db`: with it, searches outside of transactions are prepared statements once they come again, which
   * saves reading and planning them each time. Leave it out where connections cannot keep them. Default: none.
   */
  readonly pool?: PreparingPool | undefined
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
  /** Knows whether the database has `pg_trgm`; share one among the services of a database. Default: one of its own. */
  readonly probe?: CapabilityProbe | undefined
}

/**
 * Searches the text of one read model with PostgreSQL's full-text search over the column its definition generates.
 *
 * Whatever a person types is a query: words in any order, the last one perhaps unfinished. Rows that hold more of the
 * words, in fields of more weight, come first. Text without a word finds nothing.
 *
 * @example
 * ```ts
 * import { FullTextSearch, highlightHtml, type FullTextSearchOptions } from '@uno-ts/query-search'
 *
 * export async function namesAsHtml(options: FullTextSearchOptions<{ name: string }>, text: string) {
 *   const products = new FullTextSearch(options)
 *   const { hits } = await products.search({ text, fuzzy: 'where-possible', highlight: ['name'], limit: 5 })
 *   return hits.map(({ highlights }) => highlightHtml(highlights?.['name'] ?? []))
 * }
 * ```
 */
export class FullTextSearch<Row> implements SearchIndex<Row> {
  /** The rows this search finds, as candidates of a hybrid search. */
  readonly candidates: CandidateSource<TextCandidateQuery>

  readonly #db: AnyKysely
  readonly #runner: StatementRunner
  readonly #model: ReadModelDefinition
  readonly #search: SearchDefinition
  readonly #repository: FullTextSearchOptions<Row>['repository']
  readonly #compiler: FullTextSearchOptions<Row>['compiler']
  readonly #corrector: WordCorrector
  readonly #schema: string
  readonly #tenant: TenantId
  readonly #facetLimit: number

  /** @throws ConfigurationError when the model defines no search */
  constructor({
    db,
    pool,
    model,
    repository,
    compiler,
    schema = 'uno',
    tenant = defaultTenant,
    facetLimit = 100,
    probe = new CapabilityProbe({ db }),
  }: FullTextSearchOptions<Row>) {
    if (model.search === undefined) {
      throw new ConfigurationError(`read model ${model.name} defines no search: say which fields it reads`, {
        path: `${model.name}.search`,
      })
    }
    const { search } = model
    this.#db = db.withoutPlugins() // a plugin that renames columns would rename ours
    this.#runner = new StatementRunner({ db: this.#db, pool })
    this.#model = model
    this.#search = search
    this.#repository = repository
    this.#compiler = compiler
    this.#schema = schema
    this.#tenant = tenant
    this.#facetLimit = facetLimit
    this.#corrector = new WordCorrector({ db: this.#db, runner: this.#runner, model, search, schema, probe })
    this.candidates = textCandidates({ model, search, schema, tenant, corrector: this.#corrector })
  }

  /**
   * Finds rows, best first; one statement, and one more for misspelt words where the search is fuzzy.
   *
   * @throws InvalidArgumentError naming a number out of range, or a field the model does not have
   * @throws CapabilityError when `fuzzy` is `true` and the database has no `pg_trgm`
   */
  async search(request: SearchRequest, options: ReadModelOptions = {}): Promise<SearchResult<Row>> {
    const { facets = [], highlight = [] } = request
    const own = { ...options, tenant: options.tenant ?? this.#tenant }
    const { statement, corrections } = await this.#hits(request, own)
    const [found] = await this.#runner.run(statement, own)
    return {
      ...(await this.#shown(found ?? nothing, { facets, highlight }, own)),
      ...(corrections !== undefined && { corrections }),
    }
  }

  /** How PostgreSQL would find the rows, as `explain` tells it; the statement does not run. @throws as {@link search} */
  async explain(request: SearchRequest, options: ReadModelOptions = {}): Promise<string> {
    return explainStatement(this.#db, (await this.#hits(request, options)).statement, options)
  }

  /**
   * Completes what somebody is typing: the unfinished last word, or the next one behind a space. The most frequent first,
   * counted over 2,000 of the rows that hold everything before.
   *
   * @throws InvalidArgumentError naming a limit out of range, or a field the model does not have
   * @throws CapabilityError when `fuzzy` is `true` and the database has no `pg_trgm`
   * @example
   * ```ts
   * import { FullTextSearch, type FullTextSearchOptions } from '@uno-ts/query-search'
   *
   * export async function complete(options: FullTextSearchOptions<object>, typed: string) {
   *   const suggestions = await new FullTextSearch(options).suggest({ text: typed, limit: 8 })
   *   return suggestions.map(({ text }) => text) // "red la" → ["red lamp", "red lace"]
   * }
   * ```
   */
  async suggest(request: SuggestRequest, options: ReadModelOptions = {}): Promise<readonly Suggestion[]> {
    const limit = checkSuggest(request)
    const tenant = options.tenant ?? this.#tenant
    const corrections = await this.#corrector.correct(request, { ...options, tenant })
    const typed = suggestionQuery(request.text, corrections ?? [])
    if (typed.isEmpty) return []
    const statement = selectSuggestions({
      ...this.#rows(tenant, request.where),
      asked: { text: typed.text, match: 'all', corrections: [] },
      beginning: typed.beginning,
      typed: typed.finished,
      limit,
    })
    const records = await this.#runner.run(statement.compile(this.#db), options)
    return records.map(({ word, count }) => ({ text: suggestionText(typed, word), count }))
  }

  async #hits(request: SearchRequest, options: ReadModelOptions): Promise<AskedHits> {
    const { limit, offset } = checkSearch(request)
    const {
      text,
      match = 'any',
      ranking = 'rarity',
      where,
      facets = [],
      chosen = {},
      highlight = [],
    } = request
    const tenant = options.tenant ?? this.#tenant
    const corrections = await this.#corrector.correct(request, { ...options, tenant })
    const selection = selectHits({
      ...this.#rows(tenant, where),
      asked: { text, match, corrections: corrections ?? [] },
      ranking,
      facets,
      facetLimit: this.#facetLimit,
      chosen,
      highlight,
      limit,
      offset,
    })
    return { statement: selection.compile(this.#db), corrections }
  }

  #rows(tenant: string, where: SearchRequest['where']) {
    return {
      model: this.#model,
      search: this.#search,
      schema: this.#schema,
      tenant,
      where: where && this.#compiler.where(this.#model, where),
    }
  }

  async #shown(
    { hits, total, facets: counted }: HitRecord,
    { facets, highlight }: ShownParts,
    options: ReadModelOptions,
  ): Promise<SearchResult<Row>> {
    const rows = await this.#repository.getMany(
      hits.map(([id]) => id),
      options,
    )
    return {
      // A row that was deleted since it was found is left out.
      hits: hits.flatMap(([, score, headlines], index) => {
        const row = rows[index]
        if (row === undefined) return []
        return highlight.length === 0
          ? [{ row, score }]
          : [{ row, score, highlights: byPath(highlight, (at) => textPieces(headlines[at] ?? null)) }]
      }),
      total,
      ...(facets.length > 0 && {
        facets: byPath(facets, (at) => (counted[at] ?? []).map(([value, count]) => ({ value, count }))),
      }),
    }
  }
}

/** What finds the rows of a search, and what was made of its words. */
interface AskedHits {
  readonly statement: CompiledQuery<HitRecord>
  readonly corrections: SearchResult<unknown>['corrections']
}

/** What is told of rows beside themselves. */
interface ShownParts {
  readonly facets: readonly FieldPath[]
  readonly highlight: readonly FieldPath[]
}

const nothing: HitRecord = { hits: [], total: 0, facets: [] }

function byPath<Value>(paths: readonly string[], value: (index: number) => Value): Record<string, Value> {
  return Object.fromEntries(paths.map((path, index) => [path, value(index)]))
}
