import type {
  Command,
  CommandBus as CommandBusContract,
  CommandDefinition,
  ExecuteOptions,
  ResultOf,
} from '@uno-ts/types'

/** What an {@link IdempotentCommandBus} is made of. */
export interface IdempotentCommandBusOptions {
  /** Executes each command. Its middleware holds {@link idempotency}, in a {@link transaction}. */
  readonly commandBus: CommandBusContract
  /**
   * The key of a command that brings none, made of what it says: an order's id, a message's id. `undefined`: the command
   * has none, and a repeat runs it again.
   */
  readonly keyOf: (command: Command, options: ExecuteOptions) => string | undefined
}

/**
 * A command bus that gives every command an idempotency key, so that a repeat is answered with the first outcome and the
 * handler runs once. A key that the caller has given stays. A nested command (`{ parent: context }`) gets none: it stands
 * or falls with its parent.
 *
 * @example
 * ```ts
 * import { CommandBus, HandlerRegistry, idempotency, IdempotentCommandBus, standardMiddleware, transaction } from '@uno-ts/cqrs-core'
 * import type { IdempotencyStore, UnitOfWorkFactory } from '@uno-ts/types'
 *
 * export function idempotentBus(unitOfWork: UnitOfWorkFactory, store: IdempotencyStore): IdempotentCommandBus {
 *   const middleware = standardMiddleware({
 *     transaction: transaction({ unitOfWork }),
 *     idempotency: idempotency({ store }),
 *   })
 *   const commandBus = new CommandBus({ registry: new HandlerRegistry(), middleware })
 *   return new IdempotentCommandBus({ commandBus, keyOf: (_command, { metadata }) => metadata?.messageId })
 * }
 * ```
 */
export class IdempotentCommandBus implements CommandBusContract {
  readonly #commandBus: CommandBusContract
  readonly #keyOf: IdempotentCommandBusOptions['keyOf']

  constructor({ commandBus, keyOf }: IdempotentCommandBusOptions) {
    this.#commandBus = commandBus
    this.#keyOf = keyOf
  }

  /**
   * Executes a command once for its key, or answers with how its first call ended.
   *
   * @throws {@link IdempotencyError} when the first call is running, or had another payload: nothing was executed
   * @throws what the inner bus throws; for a repeat the first call's refusal
   */
  execute<Definition extends CommandDefinition>(
    command: Command<Definition>,
    options: ExecuteOptions = {},
  ): Promise<ResultOf<Definition>> {
    if (options.parent !== undefined || options.idempotencyKey !== undefined) {
      return this.#commandBus.execute(command, options)
    }
    const idempotencyKey = this.#keyOf(command, options)
    return this.#commandBus.execute(command, { ...options, idempotencyKey })
  }
}
