import type { DataOf, MessageContext, Page, PageRequest, QueryDefinition, ResultOf } from '@uno-ts/types'
import type { ReadModelQueryService } from '../service/read-model-query-service.ts'
import { answerOf, type Answer } from './answer.ts'
import { readOptions } from './read-options.ts'

/** What a {@link FindQueryHandler} is made of. */
export type FindQueryHandlerOptions<Definition extends QueryDefinition, Row> = {
  /** The query it answers: the other options take their types from it. */
  readonly definition: Definition
  readonly service: Pick<ReadModelQueryService<Row>, 'paginate'>
  /** The page that is asked for. */
  readonly request: (data: DataOf<Definition>) => PageRequest
} & Answer<Page<Row>, ResultOf<Definition>>

/** Answers a query for a page of rows. */
export class FindQueryHandler<Definition extends QueryDefinition, Row> {
  readonly #options: FindQueryHandlerOptions<Definition, Row>

  constructor(options: FindQueryHandlerOptions<Definition, Row>) {
    this.#options = options
  }

  /** @throws CursorError, InvalidArgumentError as {@link ReadModelQueryService.paginate} */
  async handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { service, request } = this.#options
    const page = await service.paginate(request(data), readOptions(context))
    return answerOf<Page<Row>, ResultOf<Definition>>(this.#options)(page)
  }
}
