import {
  NotFoundError,
  type Criteria,
  type JsonObject,
  type Page,
  type PageRequest,
  type QueryId,
  type QueryRepository,
  type ReadModelOptions,
  type ReadModelRepository,
  type SavedQuery,
} from '@uno-ts/types'
import { bindParameters } from './bind-parameters.ts'
import { checkParameters } from './parameter-schema.ts'

/** What a {@link SavedQueryRunner} is made of. */
export interface SavedQueryRunnerOptions {
  /** Where saved queries are kept. */
  readonly queries: QueryRepository
  /** The repositories that may be asked, by the name of their read model. */
  readonly readModels: Readonly<Record<string, Pick<ReadModelRepository<object>, 'find' | 'count'>>>
}

/** Which page of a saved query's rows. */
export type SavedQueryPage = Omit<PageRequest, 'where' | 'sort'>

/**
 * Runs saved queries by their name. Parameters are held to the query's schema, and reach the database as bound
 * parameters only.
 *
 * @example
 * ```ts
 * import { SavedQueryRunner } from '@uno-ts/read-model'
 * import { queryId, type QueryRepository, type ReadModelRepository } from '@uno-ts/types'
 *
 * export async function ordersOfLeeds(queries: QueryRepository, orders: ReadModelRepository<object>) {
 *   const runner = new SavedQueryRunner({ queries, readModels: { order_summary: orders } })
 *   return runner.run(queryId('orders-of-city'), { city: 'Leeds' })
 * }
 * ```
 */
export class SavedQueryRunner {
  readonly #queries: QueryRepository
  readonly #readModels: SavedQueryRunnerOptions['readModels']

  constructor({ queries, readModels }: SavedQueryRunnerOptions) {
    this.#queries = queries
    this.#readModels = readModels
  }

  /**
   * One page of the query's rows.
   *
   * @throws NotFoundError when there is no such query, or its read model is not among those that may be asked
   * @throws ValidationError listing every parameter that does not fit
   */
  async run(
    queryId: QueryId,
    parameters: JsonObject = {},
    { signal, tenant, transaction, ...page }: SavedQueryPage & ReadModelOptions = {},
  ): Promise<Page<object>> {
    const { query, where } = await this.#prepare(queryId, parameters)
    const { sort, limit } = query
    return this.#repository(query).find({ limit, ...page, where, sort }, { signal, tenant, transaction })
  }

  /** How many rows the query has. @throws as {@link run} does */
  async count(
    queryId: QueryId,
    parameters: JsonObject = {},
    options: ReadModelOptions = {},
  ): Promise<number> {
    const { query, where } = await this.#prepare(queryId, parameters)
    return this.#repository(query).count(where, options)
  }

  async #prepare(
    queryId: QueryId,
    parameters: JsonObject,
  ): Promise<{ readonly query: SavedQuery; readonly where: Criteria | undefined }> {
    const query = await this.#queries.get(queryId)
    if (query === undefined) throw new NotFoundError(`saved query: ${queryId}`)
    checkParameters(`the parameters of ${queryId}`, query.parameters, parameters)
    return { query, where: query.where && bindParameters(query.where, parameters) }
  }

  #repository({ readModel }: SavedQuery): Pick<ReadModelRepository<object>, 'find' | 'count'> {
    const repository = Object.hasOwn(this.#readModels, readModel) ? this.#readModels[readModel] : undefined
    if (repository === undefined) throw new NotFoundError(`read model: ${readModel}`)
    return repository
  }
}
