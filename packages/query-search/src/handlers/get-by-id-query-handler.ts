import {
  NotFoundError,
  type DataOf,
  type MessageContext,
  type QueryDefinition,
  type ReadModelOptions,
  type ResultOf,
} from '@uno-ts/types'
import type { ReadModelQueryService } from '../service/read-model-query-service.ts'
import { answerWith, type Fallback } from './answer-with.ts'
import type { Answer } from './answer.ts'

/** What a {@link GetByIdQueryHandler} is made of. */
export type GetByIdQueryHandlerOptions<Definition extends QueryDefinition, Row> = {
  /** The query it answers: the other options take their types from it. */
  readonly definition: Definition
  readonly service: Pick<ReadModelQueryService<Row>, 'getById'>
  /** The id that is asked for. */
  readonly id: (data: DataOf<Definition>) => string
  /** What a row is, for the error of one that is not there: `product`. */
  readonly subject: string
} & Fallback<Definition> &
  Answer<Row, ResultOf<Definition>>

/**
 * Answers a query for one row.
 *
 * @example
 * ```ts
 * import { GetByIdQueryHandler, type ReadModelQueryService } from '@uno-ts/query-search'
 * import type { QueryDefinition } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * const product = z.object({ code: z.string(), name: z.string() })
 * const key = z.object({ code: z.string() })
 * type GetProduct = QueryDefinition<'GetProduct', typeof key, typeof product>
 *
 * export function getProductHandler(definition: GetProduct, service: ReadModelQueryService<z.output<typeof product>>) {
 *   return new GetByIdQueryHandler({ definition, service, id: ({ code }) => code, subject: 'product' })
 * }
 * ```
 */
export class GetByIdQueryHandler<Definition extends QueryDefinition, Row> {
  readonly #options: GetByIdQueryHandlerOptions<Definition, Row>

  constructor(options: GetByIdQueryHandlerOptions<Definition, Row>) {
    this.#options = options
  }

  /** @throws NotFoundError when there is no such row, and no fallback */
  handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { service, id, subject } = this.#options
    const ask = async (options: ReadModelOptions): Promise<Row> => {
      const row = await service.getById(id(data), options)
      if (row === undefined) throw new NotFoundError(subject)
      return row
    }
    return answerWith<Definition, Row>(this.#options, { data, context, ask })
  }
}
