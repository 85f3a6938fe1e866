import type {
  DataOf,
  MessageContext,
  QueryDefinition,
  ReadModelOptions,
  ResultOf,
  HybridRequest,
  HybridResult,
} from '@uno-ts/types'
import type { EnhancedQueryService } from '../service/enhanced-query-service.ts'
import { answerWith, type Fallback } from './answer-with.ts'
import type { Answer } from './answer.ts'

/** What a {@link HybridQueryHandler} is made of. */
export type HybridQueryHandlerOptions<Definition extends QueryDefinition, Row> = {
  /** The query it answers: the other options take their types from it. */
  readonly definition: Definition
  readonly service: Pick<EnhancedQueryService<Row>, 'hybridQuery'>
  /** The search that is asked for. */
  readonly request: (data: DataOf<Definition>) => HybridRequest
} & Fallback<Definition> &
  Answer<HybridResult<Row>, ResultOf<Definition>>

/** Answers a query that searches a read model in several ways at once. */
export class HybridQueryHandler<Definition extends QueryDefinition, Row> {
  readonly #options: HybridQueryHandlerOptions<Definition, Row>

  constructor(options: HybridQueryHandlerOptions<Definition, Row>) {
    this.#options = options
  }

  /** @throws CapabilityError, InvalidArgumentError as {@link EnhancedQueryService.hybridQuery} */
  handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { service, request } = this.#options
    const ask = (options: ReadModelOptions): Promise<HybridResult<Row>> =>
      service.hybridQuery(request(data), options)
    return answerWith<Definition, HybridResult<Row>>(this.#options, { data, context, ask })
  }
}
