import type {
  DataOf,
  MessageContext,
  QueryDefinition,
  ReadModelOptions,
  ResultOf,
  SearchRequest,
  SearchResult,
} from '@uno-ts/types'
import type { EnhancedQueryService } from '../service/enhanced-query-service.ts'
import { answerWith, type Fallback } from './answer-with.ts'
import type { Answer } from './answer.ts'

/** What a {@link SearchQueryHandler} is made of. */
export type SearchQueryHandlerOptions<Definition extends QueryDefinition, Row> = {
  /** The query it answers: the other options take their types from it. */
  readonly definition: Definition
  readonly service: Pick<EnhancedQueryService<Row>, 'search'>
  /** The search that is asked for. */
  readonly request: (data: DataOf<Definition>) => SearchRequest
} & Fallback<Definition> &
  Answer<SearchResult<Row>, ResultOf<Definition>>

/** Answers a query that searches the text of a read model. */
export class SearchQueryHandler<Definition extends QueryDefinition, Row> {
  readonly #options: SearchQueryHandlerOptions<Definition, Row>

  constructor(options: SearchQueryHandlerOptions<Definition, Row>) {
    this.#options = options
  }

  /** @throws InvalidArgumentError as {@link EnhancedQueryService.search} */
  handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { service, request } = this.#options
    const ask = (options: ReadModelOptions): Promise<SearchResult<Row>> =>
      service.search(request(data), options)
    return answerWith<Definition, SearchResult<Row>>(this.#options, { data, context, ask })
  }
}
