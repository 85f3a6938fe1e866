import type { Command, CommandDefinition, Query, QueryDefinition, ResultOf } from '../message/definition.ts'
import type { ExecuteOptions } from './bus.ts'

/** Both buses behind one value, for edges that speak both. */
export interface Mediator {
  /** Executes a command as `CommandBus.execute` does. */
  executeCommand<Definition extends CommandDefinition>(
    command: Command<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>>
  /** Executes a query as `QueryBus.execute` does. */
  executeQuery<Definition extends QueryDefinition>(
    query: Query<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>>
}
