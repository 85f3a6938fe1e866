import type {
  DataOf,
  GraphAnswerOf,
  GraphQuery,
  MessageContext,
  QueryDefinition,
  ReadModelOptions,
  ResultOf,
} from '@uno-ts/types'
import type { AnyGraph } from '../service/any-graph.ts'
import { answerWith, type Fallback } from './answer-with.ts'
import type { Answer } from './answer.ts'

/** What a {@link GraphQueryHandler} is made of. */
export type GraphQueryHandlerOptions<Definition extends QueryDefinition, Query extends GraphQuery> = {
  /** The query it answers: the other options take their types from it. */
  readonly definition: Definition
  /** An `EnhancedQueryService` with a graph, or the graph's own service. */
  readonly service: AnyGraph
  /** The question to the graph. */
  readonly request: (data: DataOf<Definition>) => Query
} & Fallback<Definition> &
  Answer<GraphAnswerOf<Query>, ResultOf<Definition>>

/** Answers a query with a question to a graph. */
export class GraphQueryHandler<Definition extends QueryDefinition, Query extends GraphQuery> {
  readonly #options: GraphQueryHandlerOptions<Definition, Query>

  constructor(options: GraphQueryHandlerOptions<Definition, Query>) {
    this.#options = options
  }

  /** @throws InvalidArgumentError naming a label the graph does not have, or a number out of range */
  handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { service, request } = this.#options
    const ask = (options: ReadModelOptions): Promise<GraphAnswerOf<Query>> =>
      service.graphQuery(request(data), options)
    return answerWith<Definition, GraphAnswerOf<Query>>(this.#options, { data, context, ask })
  }
}
