import {
  ConfigurationError,
  defaultTenant,
  InvalidArgumentError,
  type Embedding,
  type EmbeddingProvider,
  type ReadModelOptions,
  type SearchResult,
  type VectorRequest,
  type VectorSearchIndex,
} from '@uno-ts/types'
import type { RawBuilder } from 'kysely'
import { CapabilityProbe } from '../capability/capability-probe.ts'
import { embeddingProblem } from '../embedding/check-embeddings.ts'
import { ReliableEmbeddingProvider } from '../embedding/reliable-embedding-provider.ts'
import type { CandidateScope, CandidateSource } from '../hybrid/candidate-source.ts'
import { runStatement } from '../statement/run-statement.ts'
import { embeddedText } from './embedded-text.ts'
import type { NearestIndex } from './nearest-index.ts'
import { refreshVectors, type VectorRefresh } from './refresh-vectors.ts'
import type { NearestRow } from './select-nearest.ts'
import { tuneIndex } from './tune-index.ts'
import { deleteVectors, upsertVectors } from './upsert-vectors.ts'
import type { VectorGeneration } from './vector-generation.ts'
import { VectorGenerations } from './vector-generations.ts'
import type { VectorIndexOptions } from './vector-index-options.ts'
import { VectorQuestions } from './vector-questions.ts'
import { vectorType } from './vector-shape.ts'
import { vectorText } from './vector-text.ts'

const defaultLimit = 10
const highestLimit = 1000

/** Which rows a refresh looks at. */
export interface VectorRefreshOptions extends Pick<ReadModelOptions, 'tenant' | 'signal'> {
  /** Default: all rows; then what the index needs is built as well. */
  readonly ids?: readonly string[] | undefined
}

type Options = Pick<ReadModelOptions, 'tenant' | 'signal' | 'transaction'>

/**
 * Finds the rows of a read model that are most like a text, an embedding or another row, with pgvector.
 *
 * Embeddings are kept in tables of the index, beside those of the read model: `refresh` makes those that are missing or
 * whose text has changed, found by the hash of the text, whoever wrote the row. Call it after rows were written, with their
 * ids or without, as often as you like. A row that was deleted is never found; one that was changed is found by its former
 * text until the next refresh.
 *
 * With another model, metric or set of fields, `refresh` fills a table beside the old one, which answers meanwhile when
 * `previous` is given, and swaps them when every row is in it. Processes that still run the former version keep theirs
 * until {@link VectorIndex.dropSuperseded}.
 *
 * @example
 * ```ts
 * import { FeatureHashingProvider, VectorIndex, type VectorIndexOptions } from '@uno-ts/query-search'
 *
 * type Product = { readonly code: string; readonly name: string }
 *
 * export async function alike(options: Omit<VectorIndexOptions<Product>, 'embedding'>, code: string) {
 *   const index = new VectorIndex({ ...options, embedding: new FeatureHashingProvider(), fields: ['name'] })
 *   await index.refresh()
 *   const { hits } = await index.similar(code, { limit: 5 })
 *   return hits.map(({ row, score }) => `${row.name} ${score}`)
 * }
 * ```
 */
export class VectorIndex<Row> implements VectorSearchIndex<Row> {
  /** This index as a part of a hybrid search. */
  readonly candidates: CandidateSource<VectorRequest>
  readonly #options: VectorIndexOptions<Row>
  readonly #db: VectorIndexOptions<Row>['db']
  readonly #schema: string
  readonly #name: string
  readonly #index: NearestIndex
  readonly #provider: EmbeddingProvider | undefined
  readonly #text: RawBuilder<string> | undefined
  readonly #generations: VectorGenerations
  readonly #questions: VectorQuestions

  /** @throws ConfigurationError naming an option that cannot be used */
  constructor(options: VectorIndexOptions<Row>) {
    const { db, pool, model, embedding, previous, metric = 'cosine', index = { kind: 'hnsw' } } = options
    const { schema = 'uno', name = model.name, capabilities = new CapabilityProbe({ db }) } = options
    const fields = options.fields ?? model.search?.fields.map(({ field }) => field) ?? []
    checkOptions(name, embedding.dimensions)
    this.#options = options
    this.#db = db.withoutPlugins() // a plugin that renames columns would rename ours
    this.#schema = schema
    this.#name = name
    this.#index = index
    this.#provider = 'embed' in embedding ? reliable(embedding) : undefined
    this.#text = fields.length === 0 ? undefined : embeddedText(model, fields)
    this.#generations = new VectorGenerations({
      db: this.#db,
      schema,
      name,
      embedding,
      metric,
      fields,
      capabilities,
    })
    this.#questions = new VectorQuestions({
      db: this.#db,
      pool,
      schema,
      name,
      model,
      index,
      generations: this.#generations,
      embedding: this.#provider ?? embedding,
      previous: previous && reliable(previous),
    })
    this.candidates = this.#questions.candidates
  }

  /**
   * Makes the embeddings that are missing or of another text, and takes away those of rows that are gone. Without `tenant`
   * and `ids` it looks at every row of every tenant, and builds the index when there are rows enough.
   *
   * What was embedded before a failure is kept: the next call goes on from there.
   *
   * @throws CapabilityError without the extension `vector`
   * @throws EmbeddingError when the provider does not answer in the end
   * @throws ConfigurationError when there is no provider, or no field to embed
   */
  async refresh(options: VectorRefreshOptions = {}): Promise<VectorRefresh> {
    const { tenant, ids, signal } = options
    const isWhole = tenant === undefined && ids === undefined
    const provider = this.#provider
    if (provider === undefined) throw this.#misconfigured('embedding', 'a provider, to embed texts')
    const ours = await this.#generations.ours({ signal })
    const done = await this.#refresh(ours, provider, options)
    if (!ours.ready && !isWhole) await this.#refreshFormer(options)
    if (isWhole) await this.tune({ signal })
    if (!ours.ready && isWhole) await this.#generations.markReady({ signal })
    return done
  }

  /**
   * Keeps embeddings the application has made itself, in place of those of the same ids.
   *
   * @throws InvalidArgumentError naming an embedding that is none of the model's; nothing was written
   * @throws CapabilityError without the extension `vector`
   */
  async save(
    embeddings: readonly { readonly id: string; readonly vector: Embedding }[],
    options: Options = {},
  ): Promise<void> {
    const { tenant = this.#tenant } = options
    const { embedding, metric = 'cosine' } = this.#options
    const vectors = new Map(
      embeddings.map(({ id, vector }) => {
        const problem = embeddingProblem(vector, embedding.dimensions)
        if (problem !== undefined) throw new InvalidArgumentError(`the embedding of "${id}" ${problem}`)
        return [id, { tenant, id, hash: null, vector: vectorText(vector, metric) ?? null }]
      }),
    )
    if (vectors.size === 0) return
    const ours = await this.#generations.ours(options)
    const shape = await this.#generations.shapeOf(ours, options)
    const upsert = upsertVectors(this.#schema, ours.table, vectorType(shape), [...vectors.values()])
    await runStatement(this.#db, upsert.compile(this.#db), options)
  }

  /** Takes embeddings away, of every generation. Rows that are deleted need not be told: they are never found. */
  async remove(ids: readonly string[], options: Options = {}): Promise<void> {
    const { tenant = this.#tenant } = options
    for (const { table } of await this.#generations.kept(options)) {
      await runStatement(
        this.#db,
        deleteVectors(this.#schema, table, { tenant, ids }).compile(this.#db),
        options,
      )
    }
  }

  /**
   * Builds the index as far as the number of rows demands one, and again when they have outgrown it. `refresh` of all rows
   * does it by itself. Who writes vectors meanwhile waits, who asks does not.
   *
   * @returns whether something was built
   */
  async tune(options: Pick<ReadModelOptions, 'signal'> = {}): Promise<boolean> {
    const { indexFrom = 10_000 } = this.#options
    let built = false
    const shape = await this.#generations.shapeOf(await this.#generations.ours(options), options)
    await this.#generations.locked(async (run, generation) => {
      built = await tuneIndex({ schema: this.#schema, generation, shape, index: this.#index, indexFrom }, run)
    }, options)
    return built
  }

  /**
   * Drops the vectors of former models, when those of ours are ready. Processes that still ask the former ones fail from
   * then on, so call it when none is left.
   *
   * @returns how many generations there were
   */
  dropSuperseded(options: Pick<ReadModelOptions, 'signal'> = {}): Promise<number> {
    return this.#generations.dropOthers(options)
  }

  /**
   * The rows that are nearest, the best first, with their scores: the cosine, the inner product, or 1 / (1 + distance).
   *
   * There are as many as `limit` whenever so many rows fit `where`. Of large tables they are nearly always the nearest
   * ones, of small ones exactly. A text or embedding without a direction is like nothing.
   *
   * @throws InvalidArgumentError naming what is wrong with the request
   * @throws CapabilityError without the extension `vector`
   * @throws EmbeddingError when the provider does not answer
   * @throws IndexBuildingError while the first vectors of a changed model are made and there is no `previous` provider
   */
  async search(request: VectorRequest, options: ReadModelOptions = {}): Promise<SearchResult<Row>> {
    const { metrics } = this.#options
    if (metrics === undefined) return this.#search(request, options)
    return metrics.measure(
      {
        queryType: 'vector',
        count: ({ hits }) => hits.length,
        explain: () => this.explain(request, { tenant: options.tenant }),
      },
      () => this.#search(request, options),
    )
  }

  async #search(request: VectorRequest, options: ReadModelOptions): Promise<SearchResult<Row>> {
    const nearest = await this.nearest(request, options)
    const rows = await this.#options.repository.getMany(
      nearest.map(({ id }) => id),
      options,
    )
    return {
      // A row that was deleted since it was found is left out.
      hits: nearest.flatMap(({ score }, index) => {
        const row = rows[index]
        return row === undefined ? [] : [{ row, score }]
      }),
    }
  }

  /** The rows most like another one, which is not among them. @throws as {@link VectorIndex.search} */
  similar(
    id: string,
    request: Pick<VectorRequest, 'where' | 'limit'> = {},
    options?: ReadModelOptions,
  ): Promise<SearchResult<Row>> {
    return this.search({ ...request, like: id }, options)
  }

  /**
   * The ids that {@link VectorIndex.search} finds and their scores: in one statement, and a second one where the index gave
   * too few. @throws as it does
   */
  async nearest(request: VectorRequest, options: Options = {}): Promise<readonly NearestRow[]> {
    return this.#questions.nearest(request, this.#scopeOf(request, options), options)
  }

  /**
   * How PostgreSQL would find the nearest by the index, as `explain` tells it; the statement does not run, but a text is
   * embedded. @throws as {@link VectorIndex.search}
   */
  async explain(request: VectorRequest, options: Options = {}): Promise<string> {
    return this.#questions.explain(request, this.#scopeOf(request, options), options)
  }

  #scopeOf(request: VectorRequest, options: Options): CandidateScope {
    const { limit = defaultLimit, where } = request
    if (!Number.isInteger(limit) || limit < 1 || limit > highestLimit) {
      throw new InvalidArgumentError(`limit is a whole number from 1 to ${highestLimit}, found ${limit}`)
    }
    return {
      tenant: options.tenant ?? this.#tenant,
      where: where && this.#options.compiler.where(this.#options.model, where),
      limit,
    }
  }

  get #tenant(): NonNullable<Options['tenant']> {
    return this.#options.tenant ?? defaultTenant
  }

  async #refresh(
    generation: VectorGeneration,
    provider: EmbeddingProvider,
    { tenant, ids, signal }: VectorRefreshOptions,
  ): Promise<VectorRefresh> {
    const text = this.#text
    if (text === undefined) throw this.#misconfigured('fields', 'at least one field to embed')
    const { table } = generation
    const shape = await this.#generations.shapeOf(generation, { signal })
    const scope = { schema: this.#schema, model: this.#options.model, table, text, tenant, ids }
    const { batchSize = 500 } = this.#options
    return refreshVectors(this.#db, { scope, shape, provider, batchSize }, { signal })
  }

  /** What answers while ours is built follows its rows too. */
  async #refreshFormer(options: VectorRefreshOptions): Promise<void> {
    const former = this.#questions.answering(await this.#generations.kept(options))
    if (former === undefined || this.#generations.isOurs(former.generation)) return
    if ('embed' in former.embedding) await this.#refresh(former.generation, former.embedding, options)
  }

  #misconfigured(option: string, expected: string): ConfigurationError {
    return new ConfigurationError(`the vector index "${this.#name}" has no ${option}: expected ${expected}`, {
      path: `${this.#name}.${option}`,
    })
  }
}

function reliable(provider: EmbeddingProvider): EmbeddingProvider {
  return provider instanceof ReliableEmbeddingProvider
    ? provider
    : new ReliableEmbeddingProvider({ inner: provider })
}

function checkOptions(name: string, dimensions: number): void {
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(name)) {
    throw new ConfigurationError(`expected a name of lower-case letters, digits and "_", found "${name}"`, {
      path: 'name',
    })
  }
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 16_000) {
    throw new ConfigurationError(`an embedding has 1 to 16000 dimensions, found ${dimensions}`, {
      path: 'dimensions',
    })
  }
}
