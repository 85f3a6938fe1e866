import { Mediator, type MediatorOptions } from '../mediator/mediator.ts'
import type { TraceOptions } from '../telemetry/message-spans.ts'
import { TracingCommandBus } from './tracing-command-bus.ts'
import { TracingQueryBus } from './tracing-query-bus.ts'
import type {
  Command,
  CommandDefinition,
  ExecuteOptions,
  Mediator as MediatorContract,
  Query,
  QueryDefinition,
  ResultOf,
} from '@uno-ts/types'

/** What a {@link TracingMediator} stands before. */
export interface TracingMediatorOptions extends MediatorOptions, TraceOptions {}

/**
 * Both buses behind one value, with a span around every message.
 *
 * @example
 * ```ts
 * import { CommandBus, HandlerRegistry, QueryBus, TracingMediator } from '@uno-ts/cqrs-core'
 *
 * const registry = new HandlerRegistry()
 * const mediator = new TracingMediator({
 *   commandBus: new CommandBus({ registry }),
 *   queryBus: new QueryBus({ registry }),
 * })
 * ```
 */
export class TracingMediator implements MediatorContract {
  readonly #mediator: Mediator

  constructor({ commandBus, queryBus, tracer }: TracingMediatorOptions) {
    this.#mediator = new Mediator({
      commandBus: new TracingCommandBus({ commandBus, tracer }),
      queryBus: new TracingQueryBus({ queryBus, tracer }),
    })
  }

  /** Executes a command in a span. */
  executeCommand<Definition extends CommandDefinition>(
    command: Command<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>> {
    return this.#mediator.executeCommand(command, options)
  }

  /** Executes a query in a span. */
  executeQuery<Definition extends QueryDefinition>(
    query: Query<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>> {
    return this.#mediator.executeQuery(query, options)
  }
}
