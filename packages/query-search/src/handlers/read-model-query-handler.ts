import type {
  DataOf,
  MessageContext,
  QueryDefinition,
  QueryHandler,
  ReadModelAnswer,
  ReadModelOptions,
  ReadModelQuery,
  ResultOf,
} from '@uno-ts/types'
import { answerWith, type Fallback } from './answer-with.ts'

/** Answers questions to one read model that are plain data: every query service does. */
export interface QueryAnswering<Row, Query extends ReadModelQuery> {
  getById(id: string, options?: ReadModelOptions): Promise<Row | undefined>
  handleQuery(query: Query, options?: ReadModelOptions): Promise<unknown>
}

/** What a {@link ReadModelQueryHandler} is made of. */
export type ReadModelQueryHandlerOptions<
  Definition extends QueryDefinition,
  Row,
  Query extends ReadModelQuery,
> = {
  /** The query it answers: the other options take their types from it. */
  readonly definition: Definition
  readonly service: QueryAnswering<Row, NoInfer<Query>>
  /** The question to the read model. */
  readonly toReadModelQuery: (data: DataOf<Definition>) => Query
  /** Makes the result of what was found. Not needed where that is a result already. */
  readonly convertResult?: ((found: ReadModelAnswer<Row, Query>) => ResultOf<Definition>) | undefined
} & Fallback<Definition> &
  Conversion<ReadModelAnswer<Row, Query>, ResultOf<Definition>>

/** Demands a conversion where what is found is no result. */
export type Conversion<Found, Result> = Found extends Result ? unknown : { readonly convertResult: unknown }

/**
 * Answers a query of the bus with a question to a read model, whatever its type.
 *
 * @example
 * ```ts
 * import { ReadModelQueryHandler, type ReadModelQueryService } from '@uno-ts/query-search'
 * import type { QueryDefinition } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * const country = z.object({ country: z.string() })
 * const count = z.number()
 *
 * export function countHandler(
 *   definition: QueryDefinition<'CountProducts', typeof country, typeof count>,
 *   service: ReadModelQueryService<{ code: string; country: string }>,
 * ) {
 *   return new ReadModelQueryHandler({
 *     definition,
 *     service,
 *     toReadModelQuery: ({ country }) => ({ type: 'count', where: { op: 'eq', field: 'country', value: country } }),
 *     fallbackQuery: () => 0,
 *   })
 * }
 * ```
 */
export class ReadModelQueryHandler<
  Definition extends QueryDefinition,
  Row,
  const Query extends ReadModelQuery,
> {
  readonly #options: ReadModelQueryHandlerOptions<Definition, Row, Query>

  constructor(options: ReadModelQueryHandlerOptions<Definition, Row, Query>) {
    this.#options = options
  }

  /** @throws as the service's question */
  handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { service, toReadModelQuery, fallbackQuery, convertResult } = this.#options
    type Found = ReadModelAnswer<Row, Query>
    const ask = (options: ReadModelOptions): Promise<Found> =>
      service.handleQuery(toReadModelQuery(data), options) as Promise<Found>
    return answerWith<Definition, Found>({ fallbackQuery, answer: convertResult }, { data, context, ask })
  }
}

/**
 * The function of a {@link ReadModelQueryHandler}, ready to be registered.
 *
 * @example
 * ```ts
 * import { createQueryHandler, type ReadModelQueryService } from '@uno-ts/query-search'
 * import type { QueryDefinition } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * const key = z.object({ code: z.string() })
 * const product = z.object({ code: z.string(), name: z.string() }).optional()
 *
 * export const getProductHandler = (
 *   definition: QueryDefinition<'GetProduct', typeof key, typeof product>,
 *   service: ReadModelQueryService<{ code: string; name: string }>,
 * ) => createQueryHandler({ definition, service, toReadModelQuery: ({ code }) => ({ type: 'get-by-id', id: code }) })
 * ```
 */
export function createQueryHandler<
  Definition extends QueryDefinition,
  Row,
  const Query extends ReadModelQuery,
>(options: ReadModelQueryHandlerOptions<Definition, Row, Query>): QueryHandler<Definition> {
  const handler = new ReadModelQueryHandler(options)
  return (data, context) => handler.handle(data, context)
}
