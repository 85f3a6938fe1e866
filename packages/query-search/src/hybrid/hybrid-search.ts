import {
  ConfigurationError,
  defaultTenant,
  InvalidArgumentError,
  type CriteriaCompiler,
  type Fusion,
  type HybridIndex,
  type HybridRequest,
  type HybridResult,
  type ReadModelDefinition,
  type ReadModelOptions,
  type ReadModelRepository,
  type TenantId,
} from '@uno-ts/types'
import type { Expression, SqlBool } from 'kysely'
import type { AnyKysely } from '../statement/any-kysely.ts'
import { explainStatement } from '../statement/explain-statement.ts'
import { StatementRunner, type PreparingPool } from '../statement/statement-runner.ts'
import type { CandidateSource } from './candidate-source.ts'
import { fuse } from './fuse.ts'
import { hybridNumbers } from './hybrid-numbers.ts'
import { prepareSources, type AskedSource } from './prepare-sources.ts'
import { selectCandidates } from './select-candidates.ts'

/** What a {@link HybridSearch} is made of. */
export interface HybridSearchOptions<Row, Requests extends object> {
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /** Where statements are prepared, the pool of `db`: the server then plans those of the same shape but a few times. */
  readonly pool?: PreparingPool | undefined
  /** The read model whose rows are found. */
  readonly model: ReadModelDefinition
  /** Gives the rows that were found. */
  readonly repository: Pick<ReadModelRepository<Row>, 'getMany'>
  /** Compiles the `where` of a search: `KyselyCriteriaCompiler` of the read-model package. */
  readonly compiler: Pick<CriteriaCompiler<Expression<SqlBool>>, 'where'>
  /** Who proposes rows, by the names that requests and answers have for them. */
  readonly sources: { readonly [Name in keyof Requests]: CandidateSource<Requests[Name]> }
  /** Sources that are asked `{ text }` for the text of a request. Default: `text` and `vector`, as far as they are there. */
  readonly textSources?: readonly (keyof Requests & string)[] | undefined
  /** How candidates are fused where a request does not say. Default `balanced`. */
  readonly fusion?: Fusion | undefined
  /** How much sources count where a request does not say. Default 1 each. */
  readonly weights?: { readonly [Name in keyof Requests]?: number | undefined } | undefined
  /** How many candidates each source gives where a request does not say, 1 to 1,000. Default 200. */
  readonly depth?: number | undefined
  /** The constant of reciprocal ranks: the less, the more the first ranks count. Default 60. */
  readonly rankConstant?: number | undefined
  /** The tenant of calls that name none. Default `default`. */
  readonly tenant?: TenantId | undefined
}

/**
 * Searches one read model in several ways at once, by words, by likeness, by its graph or by sources of the application's
 * own, and makes one list of it. Text that is found by its words and by its meaning stands before what is found by one.
 *
 * All sources are asked in one statement; the rows of the page come from the repository. Tenant and `where`
 * hold in every source.
 *
 * @example
 * ```ts
 * import { HybridSearch, type CandidateSource, type HybridSearchOptions } from '@uno-ts/query-search'
 *
 * interface Sources { text: { text: string }; vector: { text: string } }
 * type Options = HybridSearchOptions<{ name: string }, Sources>
 *
 * export async function find(options: Omit<Options, 'sources'>, sources: Options['sources'], text: string) {
 *   const products = new HybridSearch<{ name: string }, Sources>({ ...options, sources })
 *   const { hits } = await products.hybridQuery({ text, weights: { vector: 2 }, explain: true, limit: 10 })
 *   return hits.map(({ row, sources }) => `${row.name}: ${sources?.['text']?.rank} by its words`)
 * }
 * ```
 */
export class HybridSearch<Row, Requests extends object> implements HybridIndex<Row, Requests> {
  readonly #db: AnyKysely
  readonly #runner: StatementRunner
  readonly #model: ReadModelDefinition
  readonly #repository: HybridSearchOptions<Row, Requests>['repository']
  readonly #compiler: HybridSearchOptions<Row, Requests>['compiler']
  readonly #sources: ReadonlyMap<string, CandidateSource<unknown>>
  readonly #textSources: ReadonlySet<string>
  readonly #fusion: Fusion
  readonly #weights: Readonly<Record<string, number | undefined>>
  readonly #depth: number
  readonly #rankConstant: number
  readonly #tenant: TenantId

  /** @throws ConfigurationError when there is no source, or one that is to be asked for texts is not there */
  constructor({
    db,
    pool,
    model,
    repository,
    compiler,
    sources,
    textSources,
    fusion = 'balanced',
    weights = {},
    depth = 200,
    rankConstant = 60,
    tenant = defaultTenant,
  }: HybridSearchOptions<Row, Requests>) {
    this.#db = db.withoutPlugins() // a plugin that renames columns would rename ours
    this.#runner = new StatementRunner({ db: this.#db, pool })
    this.#model = model
    this.#repository = repository
    this.#compiler = compiler
    this.#sources = new Map(Object.entries(sources))
    this.#textSources = new Set(textSources ?? ['text', 'vector'].filter((name) => this.#sources.has(name)))
    const missing = [...this.#textSources].find((name) => !this.#sources.has(name))
    if (this.#sources.size === 0 || missing !== undefined) {
      throw new ConfigurationError(
        `a hybrid search of ${model.name} lacks ${missing === undefined ? 'a source' : `the source ${missing}`}`,
        { path: missing === undefined ? 'sources' : `sources.${missing}` },
      )
    }
    this.#fusion = fusion
    this.#weights = weights
    this.#depth = depth
    this.#rankConstant = rankConstant
    this.#tenant = tenant
  }

  /**
   * The rows that the sources propose, best first.
   *
   * @throws InvalidArgumentError when no source is asked, one that is not there is, or a number is out of range
   * @throws CapabilityError, EmbeddingError when a source is unable, and is not to be left out or was the only one
   */
  async hybridQuery(
    request: HybridRequest<Requests>,
    options: Pick<ReadModelOptions, 'tenant' | 'signal' | 'transaction'> = {},
  ): Promise<HybridResult<Row>> {
    const { limit, offset, depth } = hybridNumbers(request, { defaultDepth: this.#depth })
    const { fusion = this.#fusion, explain = false } = request
    const { asked, leftOut, statement } = await this.#ask(request, { ...options, depth })
    const found = await this.#runner.run(statement, options)
    const sources = asked.map(({ name }, index) => {
      const { ids, scores } = found[0]?.proposed[index] ?? { ids: [], scores: [] } // there is always one row
      return { name, weight: this.#weightOf(name, request), ids, scores }
    })
    const fused = fuse(sources, { fusion, rankConstant: this.#rankConstant })
    const page = fused.slice(offset, offset + limit)
    const rows = await this.#repository.getMany(
      page.map(({ id }) => id),
      options,
    )
    return {
      // A row that was deleted since it was found is left out.
      hits: page.flatMap(({ score, sources: shares }, index) => {
        const row = rows[index]
        if (row === undefined) return []
        return [explain ? { row, score, sources: shares } : { row, score }]
      }),
      total: fused.length,
      leftOut: leftOut.map(({ source, reason }) => ({ source, reason })),
    }
  }

  /**
   * How PostgreSQL would find the candidates, as `explain` tells it; the statement does not run, but sources prepare it: a
   * text is embedded. @throws as {@link hybridQuery}
   */
  async explain(
    request: HybridRequest<Requests>,
    options: Pick<ReadModelOptions, 'tenant' | 'signal' | 'transaction'> = {},
  ): Promise<string> {
    const { depth } = hybridNumbers(request, { defaultDepth: this.#depth })
    const { statement } = await this.#ask(request, { ...options, depth })
    return explainStatement(this.#db, statement, options)
  }

  /** The one statement that asks all sources, when they are prepared. */
  async #ask(
    request: HybridRequest<Requests>,
    {
      depth,
      tenant = this.#tenant,
      ...options
    }: Pick<ReadModelOptions, 'tenant' | 'signal' | 'transaction'> & { readonly depth: number },
  ) {
    const { where, unable = 'fail' } = request
    const { asked, leftOut } = await prepareSources(this.#asked(request), { ...options, tenant }, unable)
    if (asked.length === 0) throw leftOut[0]?.error
    const scope = { tenant, where: where && this.#compiler.where(this.#model, where), limit: depth }
    const selection = selectCandidates(
      asked.map(({ source, request: question }) => source.candidates(question, scope)),
    )
    return { asked, leftOut, statement: selection.compile(this.#db) }
  }

  /** Who is asked what. */
  #asked({ text, ask = {}, weights = {} }: HybridRequest<Requests>): readonly AskedSource[] {
    const own: Readonly<Record<string, unknown>> = ask // by name
    for (const name of [...Object.keys(own), ...Object.keys(weights)]) {
      if (this.#sources.has(name)) continue
      throw new InvalidArgumentError(`${this.#model.name} is not searched by "${name.slice(0, 60)}"`)
    }
    const asked = [...this.#sources].flatMap(([name, source]) => {
      const request = own[name] ?? (text !== undefined && this.#textSources.has(name) ? { text } : undefined)
      return request === undefined ? [] : [{ name, source, request }]
    })
    if (asked.length === 0) throw new InvalidArgumentError('a hybrid search asks at least one source')
    return asked
  }

  #weightOf(name: string, { weights = {} }: HybridRequest<Requests>): number {
    const own: Readonly<Record<string, number | undefined>> = weights // by name
    return own[name] ?? this.#weights[name] ?? 1
  }
}
