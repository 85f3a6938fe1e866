import type { Query, QueryDefinition, ResultOf } from '../message/definition.ts'
import type { ExecuteOptions } from './execute-options.ts'

/** Takes queries to their one handler. */
export interface QueryBus {
  /**
   * Executes one query and answers with its handler's result.
   *
   * @throws ValidationError when the payload does not fit: nothing was executed
   * @throws RegistrationError when no handler is registered for the type
   */
  execute<Definition extends QueryDefinition>(
    query: Query<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>>
}
