import type {
  AggregateRequestOf,
  AggregateRowOf,
  Aggregator,
  DataOf,
  MessageContext,
  QueryDefinition,
  ReadModelOptions,
  ResultOf,
} from '@uno-ts/types'
import { answerWith, type Fallback } from './answer-with.ts'
import type { Answer } from './answer.ts'

/** What an {@link AggregateQueryHandler} is made of. */
export type AggregateQueryHandlerOptions<
  Definition extends QueryDefinition,
  Row,
  Request extends AggregateRequestOf<Row>,
> = {
  /** The query it answers: the other options take their types from it. */
  readonly definition: Definition
  /** An `EnhancedQueryService`, or what tells figures for one. */
  readonly service: Aggregator<Row>
  /** The figures that are asked for. */
  readonly request: (data: DataOf<Definition>) => Request
} & Fallback<Definition> &
  Answer<readonly AggregateRowOf<Row, Request>[], ResultOf<Definition>>

/**
 * Answers a query for figures.
 *
 * @example
 * ```ts
 * import { AggregateQueryHandler } from '@uno-ts/query-search'
 * import type { Aggregator, QueryDefinition } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * const since = z.object({ since: z.date() })
 * const gross = z.array(z.object({ country: z.string(), grossMilli: z.bigint() }))
 * interface Order { country: string; grossMilli: bigint; placedAt: Date }
 *
 * export function grossHandler(
 *   definition: QueryDefinition<'GetGross', typeof since, typeof gross>,
 *   service: Aggregator<Order>,
 * ) {
 *   return new AggregateQueryHandler({
 *     definition,
 *     service,
 *     request: ({ since }) => ({
 *       where: { op: 'gte', field: 'placedAt', value: since },
 *       groupBy: { country: 'country' },
 *       measures: { grossMilli: { op: 'sum', field: 'grossMilli' } },
 *     }),
 *     answer: (rows) => [...rows],
 *   })
 * }
 * ```
 */
export class AggregateQueryHandler<
  Definition extends QueryDefinition,
  Row,
  const Request extends AggregateRequestOf<Row>,
> {
  readonly #options: AggregateQueryHandlerOptions<Definition, Row, Request>

  constructor(options: AggregateQueryHandlerOptions<Definition, Row, Request>) {
    this.#options = options
  }

  /** @throws InvalidArgumentError naming a field, name, zone or number that cannot be asked for */
  handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { service, request } = this.#options
    const ask = (options: ReadModelOptions): Promise<readonly AggregateRowOf<Row, Request>[]> =>
      service.aggregate(request(data), options)
    return answerWith<Definition, readonly AggregateRowOf<Row, Request>[]>(this.#options, {
      data,
      context,
      ask,
    })
  }
}
