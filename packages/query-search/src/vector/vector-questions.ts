import {
  ConfigurationError,
  IndexBuildingError,
  InvalidArgumentError,
  isUnoError,
  type Embedding,
  type EmbeddingModel,
  type EmbeddingProvider,
  type ReadModelDefinition,
  type ReadModelOptions,
  type VectorRequest,
} from '@uno-ts/types'
import type { RawBuilder } from 'kysely'
import { embeddingProblem } from '../embedding/check-embeddings.ts'
import type { Candidate, CandidateScope, CandidateSource } from '../hybrid/candidate-source.ts'
import type { AnyKysely } from '../statement/any-kysely.ts'
import { explainStatement } from '../statement/explain-statement.ts'
import { StatementRunner, type PreparingPool } from '../statement/statement-runner.ts'
import { scanSettings, type NearestIndex } from './nearest-index.ts'
import { QuestionTexts } from './question-texts.ts'
import {
  selectByIndex,
  selectByReading,
  selectNearest,
  selectNothing,
  type NearestRow,
  type NearestSelection,
  type WriteNearest,
} from './select-nearest.ts'
import type { VectorGeneration } from './vector-generation.ts'
import type { VectorGenerations } from './vector-generations.ts'
import type { VectorShape } from './vector-shape.ts'
import { vectorText } from './vector-text.ts'

/** What {@link VectorQuestions} are made of. */
export interface VectorQuestionsOptions {
  readonly db: AnyKysely
  readonly pool: PreparingPool | undefined
  readonly schema: string
  /** Names the index. */
  readonly name: string
  readonly model: ReadModelDefinition
  readonly index: NearestIndex
  readonly generations: VectorGenerations
  readonly embedding: EmbeddingModel | EmbeddingProvider
  readonly previous: EmbeddingProvider | undefined
}

type Options = Pick<ReadModelOptions, 'signal' | 'transaction'>

/** What a question needs to be written as SQL. */
interface Question {
  readonly table: string
  readonly shape: VectorShape
  readonly near: NearestSelection['near']
  readonly lists: number
  readonly goesOn: boolean
}

/** A generation that answers, and whose embeddings it can be asked for. */
export interface Answering {
  readonly generation: VectorGeneration
  readonly embedding: EmbeddingModel | EmbeddingProvider
}

/** Where a request that was prepared carries its question; nothing is there when nothing can be like it. */
const prepared: unique symbol = Symbol('prepared')
type PreparedRequest = VectorRequest & { readonly [prepared]?: Question | undefined }

/** Asks the generations of an index for what is nearest. */
export class VectorQuestions {
  /** The index as a part of a hybrid search. */
  readonly candidates: CandidateSource<VectorRequest>
  readonly #options: VectorQuestionsOptions
  readonly #generations: VectorGenerations
  readonly #texts: QuestionTexts
  readonly #runner: StatementRunner

  constructor(options: VectorQuestionsOptions) {
    const { db, pool, generations } = options
    this.#options = options
    this.#generations = generations
    this.#texts = new QuestionTexts(db)
    this.#runner = new StatementRunner({ db, pool })
    this.candidates = {
      name: 'vector',
      prepare: async (request, given): Promise<PreparedRequest> => ({
        ...request,
        [prepared]: await this.#ask(request, given),
      }),
      candidates: (request, scope) => this.#candidates(request, scope),
    }
  }

  /** The nearest, by the index, or of all that fit where it gives too few. */
  nearest(request: VectorRequest, scope: CandidateScope, options: Options): Promise<readonly NearestRow[]> {
    return this.#whileKept(async () => {
      const question = await this.#ask(request, options)
      if (question === undefined) return []
      const selection = this.#selection(question, scope)
      const near = await this.#run(selection, selectByIndex, options)
      const isAll = near.length === scope.limit || this.#options.index.kind === 'exact'
      return isAll ? near : this.#run(selection, selectByReading, options)
    }, options)
  }

  /** How PostgreSQL would answer by the index; nothing where nothing is asked. */
  async explain(request: VectorRequest, scope: CandidateScope, options: Options): Promise<string> {
    const question = await this.#ask(request, options)
    if (question === undefined) return ''
    const statement = this.#texts.compile(this.#selection(question, scope), selectByIndex)
    return explainStatement(this.#options.db, statement, options)
  }

  /** The generation that answers: ours when it is ready, else one whose embeddings we can make. */
  answering(kept: readonly VectorGeneration[]): Answering | undefined {
    const { embedding, previous } = this.#options
    const ready = kept.filter((one) => one.ready)
    const ours = ready.find((one) => this.#generations.isOurs(one))
    if (ours !== undefined) return { generation: ours, embedding }
    for (const known of [embedding, previous].filter((one) => one !== undefined)) {
      const generation = ready.find((one) => isOf(one, known))
      if (generation !== undefined) return { generation, embedding: known }
    }
    return undefined
  }

  #candidates(request: PreparedRequest, scope: CandidateScope): RawBuilder<Candidate> {
    if (!(prepared in request)) throw new InvalidArgumentError('a likeness is prepared before it is asked')
    const question = request[prepared]
    return question === undefined ? selectNothing() : selectNearest(this.#selection(question, scope))
  }

  #selection(
    { table, shape, near, lists, goesOn }: Question,
    { tenant, where, limit }: CandidateScope,
  ): NearestSelection {
    const { schema, model, index } = this.#options
    const circumstances = { limit, lists, goesOn, isFiltered: where !== undefined }
    return {
      schema,
      model,
      table,
      shape,
      tenant,
      near,
      where,
      limit,
      settings: scanSettings(index, circumstances),
    }
  }

  #run(selection: NearestSelection, write: WriteNearest, options: Options): Promise<readonly NearestRow[]> {
    return this.#runner.run(this.#texts.compile(selection, write), options)
  }

  /** What is asked of which table; nothing when nothing is kept or nothing can be like it. */
  async #ask(request: VectorRequest, options: Options): Promise<Question | undefined> {
    const kept = await this.#generations.kept(options)
    const generation = this.#asked(request, kept)
    if (generation === undefined) return undefined
    const near = await this.#near(request, generation, options)
    if (near === undefined) return undefined
    const { table, parameters } = generation.generation
    return {
      table,
      shape: await this.#generations.shapeOf(generation.generation, options),
      near,
      lists: parameters?.['lists'] ?? 1,
      goesOn: await this.#generations.goesOn(options),
    }
  }

  /** A row is like others by any vectors; a given vector is of our model. */
  #asked(request: VectorRequest, kept: readonly VectorGeneration[]): Answering | undefined {
    const { embedding, name } = this.#options
    const newest = kept.find(({ ready }) => ready)
    const answering = this.answering(kept)
    if ('like' in request) return answering ?? (newest && { generation: newest, embedding })
    const isForeign = 'vector' in request && answering !== undefined && !isOf(answering.generation, embedding)
    if (newest !== undefined && (answering === undefined || isForeign)) throw new IndexBuildingError(name)
    return answering
  }

  async #near(
    request: VectorRequest,
    { generation, embedding }: Answering,
    options: Options,
  ): Promise<Question['near'] | undefined> {
    if ('like' in request) return { id: request.like }
    const vector = 'vector' in request ? request.vector : await this.#embed(request.text, embedding, options)
    if (vector === undefined) return undefined
    const problem = embeddingProblem(vector, generation.dimensions)
    if (problem !== undefined) throw new InvalidArgumentError(`the embedding that is asked for ${problem}`)
    const text = vectorText(vector, generation.metric)
    return text === undefined ? undefined : { vector: text }
  }

  async #embed(
    text: string,
    embedding: EmbeddingModel | EmbeddingProvider,
    { signal }: Options,
  ): Promise<Embedding | undefined> {
    if (!('embed' in embedding)) {
      const { name } = this.#options
      const message = `the vector index "${name}" has a model but no provider: it cannot embed the text of a question`
      throw new ConfigurationError(message, { path: `${name}.embedding` })
    }
    if (text.trim() === '') return undefined
    const [vector] = await embedding.embed([text], { signal })
    return vector
  }

  /** A table that another process has dropped is looked for anew, once. */
  async #whileKept<Result>(work: () => Promise<Result>, { transaction }: Options): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      if (transaction !== undefined || !isUnoError(error, 'ERR_SCHEMA')) throw error
      this.#generations.forget()
      return work()
    }
  }
}

function isOf(generation: VectorGeneration, { model, dimensions }: EmbeddingModel): boolean {
  return generation.model === model && generation.dimensions === dimensions
}
