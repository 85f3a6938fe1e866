import type {
  Command,
  CommandBus,
  CommandDefinition,
  ExecuteOptions,
  Mediator as MediatorContract,
  Query,
  QueryBus,
  QueryDefinition,
  ResultOf,
} from '@uno-ts/types'

/** What a {@link Mediator} stands before. */
export interface MediatorOptions {
  /** Where commands go. */
  readonly commandBus: CommandBus
  /** Where queries go. */
  readonly queryBus: QueryBus
}

/**
 * Both buses behind one value, for edges that speak both. It adds nothing of its own.
 *
 * @example
 * ```ts
 * import { CommandBus, HandlerRegistry, Mediator, QueryBus } from '@uno-ts/cqrs-core'
 *
 * const registry = new HandlerRegistry()
 * const mediator = new Mediator({
 *   commandBus: new CommandBus({ registry }),
 *   queryBus: new QueryBus({ registry }),
 * })
 * ```
 */
export class Mediator implements MediatorContract {
  readonly #commandBus: CommandBus
  readonly #queryBus: QueryBus

  constructor({ commandBus, queryBus }: MediatorOptions) {
    this.#commandBus = commandBus
    this.#queryBus = queryBus
  }

  /** Executes a command as `CommandBus.execute` does. */
  executeCommand<Definition extends CommandDefinition>(
    command: Command<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>> {
    return this.#commandBus.execute(command, options)
  }

  /** Executes a query as `QueryBus.execute` does. */
  executeQuery<Definition extends QueryDefinition>(
    query: Query<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>> {
    return this.#queryBus.execute(query, options)
  }
}
