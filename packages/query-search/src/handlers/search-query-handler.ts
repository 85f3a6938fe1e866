import type {
  DataOf,
  MessageContext,
  QueryDefinition,
  ResultOf,
  SearchRequest,
  SearchResult,
} from '@uno-ts/types'
import type { EnhancedQueryService } from '../service/enhanced-query-service.ts'
import { answerOf, type Answer } from './answer.ts'
import { readOptions } from './read-options.ts'

/** What a {@link SearchQueryHandler} is made of. */
export type SearchQueryHandlerOptions<Definition extends QueryDefinition, Row> = {
  /** The query it answers: the other options take their types from it. */
  readonly definition: Definition
  readonly service: Pick<EnhancedQueryService<Row>, 'search'>
  /** The search that is asked for. */
  readonly request: (data: DataOf<Definition>) => SearchRequest
} & Answer<SearchResult<Row>, ResultOf<Definition>>

/** Answers a query that searches. */
export class SearchQueryHandler<Definition extends QueryDefinition, Row> {
  readonly #options: SearchQueryHandlerOptions<Definition, Row>

  constructor(options: SearchQueryHandlerOptions<Definition, Row>) {
    this.#options = options
  }

  /** @throws InvalidArgumentError as {@link EnhancedQueryService.search} */
  async handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { service, request } = this.#options
    const found = await service.search(request(data), readOptions(context))
    return answerOf<SearchResult<Row>, ResultOf<Definition>>(this.#options)(found)
  }
}
