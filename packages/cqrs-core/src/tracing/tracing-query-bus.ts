import type {
  Query,
  QueryBus as QueryBusContract,
  QueryDefinition,
  ExecuteOptions,
  ResultOf,
} from '@uno-ts/types'
import { messageSpans, type InSpan, type TraceOptions } from '../telemetry/message-spans.ts'
import { knownMetadata, tracedOptions } from './traced-options.ts'

/** What a {@link TracingQueryBus} is made of. */
export interface TracingQueryBusOptions extends TraceOptions {
  /** Executes each query. */
  readonly queryBus: QueryBusContract
}

/**
 * A query bus that puts a span around every query, the same as {@link trace} in the middleware: for a bus that is not
 * yours to configure, or to have what stands before it (a priority, a rate) in the span.
 *
 * @example
 * ```ts
 * import { QueryBus, HandlerRegistry, TracingQueryBus } from '@uno-ts/cqrs-core'
 *
 * const queryBus = new TracingQueryBus({ queryBus: new QueryBus({ registry: new HandlerRegistry() }) })
 * ```
 */
export class TracingQueryBus implements QueryBusContract {
  readonly #queryBus: QueryBusContract
  readonly #inSpan: InSpan

  constructor({ queryBus, tracer }: TracingQueryBusOptions) {
    this.#queryBus = queryBus
    this.#inSpan = messageSpans({ tracer })
  }

  /** Executes a query in a span. @throws what the inner bus throws */
  execute<Definition extends QueryDefinition>(
    query: Query<Definition>,
    options: ExecuteOptions = {},
  ): Promise<ResultOf<Definition>> {
    return this.#inSpan(query.definition, knownMetadata(options), (traced) =>
      this.#queryBus.execute(query, tracedOptions(options, traced)),
    )
  }
}
