import type { Command, CommandDefinition, ResultOf } from '../message/definition.ts'
import type { ExecuteOptions } from './execute-options.ts'

/** Takes commands to their one handler. */
export interface CommandBus {
  /**
   * Executes one command and answers with its handler's result.
   *
   * @throws ValidationError when the payload does not fit: nothing was executed
   * @throws RegistrationError when no handler is registered for the type
   * @throws whatever the handler throws; after a ConcurrencyError nothing was written
   */
  execute<Definition extends CommandDefinition>(
    command: Command<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>>
}
