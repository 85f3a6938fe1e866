import type { DataOf, MessageContext, Page, QueryDefinition, ReadModelOptions, ResultOf } from '@uno-ts/types'
import type { ReadModelQueryService, RowPageRequest } from '../service/read-model-query-service.ts'
import { answerWith, type Fallback } from './answer-with.ts'
import type { Answer } from './answer.ts'

/** What a {@link FindQueryHandler} is made of. */
export type FindQueryHandlerOptions<Definition extends QueryDefinition, Row> = {
  /** The query it answers: the other options take their types from it. */
  readonly definition: Definition
  readonly service: Pick<ReadModelQueryService<Row>, 'paginate'>
  /** The page that is asked for. */
  readonly request: (data: DataOf<Definition>) => RowPageRequest
} & Fallback<Definition> &
  Answer<Page<Row>, ResultOf<Definition>>

/** Answers a query for a page of rows. */
export class FindQueryHandler<Definition extends QueryDefinition, Row> {
  readonly #options: FindQueryHandlerOptions<Definition, Row>

  constructor(options: FindQueryHandlerOptions<Definition, Row>) {
    this.#options = options
  }

  /** @throws CursorError, InvalidArgumentError as {@link ReadModelQueryService.paginate} */
  handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { service, request } = this.#options
    const ask = (options: ReadModelOptions): Promise<Page<Row>> => service.paginate(request(data), options)
    return answerWith<Definition, Page<Row>>(this.#options, { data, context, ask })
  }
}
