import {
  ConfigurationError,
  silentLogger,
  systemClock,
  uuidV7Source,
  type Clock,
  type Command,
  type CommandBus as CommandBusContract,
  type CommandDefinition,
  type ExecuteOptions,
  type Logger,
  type Middleware,
  type NewId,
  type QueryBus as QueryBusContract,
  type ResultOf,
  type UnitOfWorkFactory,
} from '@uno-ts/types'
import { neverAborted } from '../context/never-aborted.ts'
import { retryOnConflict } from '../middleware/retry-on-conflict.ts'
import { standardMiddleware } from '../middleware/standard-middleware.ts'
import { transaction } from '../middleware/transaction.ts'
import { validate } from '../middleware/validate.ts'
import { MessagePipeline } from '../pipeline/message-pipeline.ts'
import type { HandlerRegistry } from '../registry/handler-registry.ts'

/** What a {@link CommandBus} is made of. */
export interface CommandBusOptions {
  /** Knows the handlers. */
  readonly registry: HandlerRegistry
  /**
   * Stands around every command, the first outermost; make it with `standardMiddleware` to have the documented order.
   * Default: validation, retries on conflict and, where `unitOfWork` is given, a transaction. `[]` is no middleware at
   * all, not even validation.
   */
  readonly middleware?: readonly Middleware[] | undefined
  /** Begins the unit of work of every command in the default middleware. A list of your own names it itself. */
  readonly unitOfWork?: UnitOfWorkFactory | undefined
  /** For handlers that ask before they act: `context.queryBus`. Default: none. */
  readonly queryBus?: QueryBusContract | undefined
  /** Reaches every handler as `context.logger`. Default: says nothing. */
  readonly logger?: Logger | undefined
  /** Makes message ids. Default: UUIDv7, ascending. */
  readonly newId?: NewId | undefined
  /**
   * The deadline of commands that bring none, so many milliseconds after they came; nested ones have their parent's.
   * Default: none.
   */
  readonly messageTimeoutMs?: number | undefined
  /** Measures deadlines. Default: the machine's. */
  readonly clock?: Clock | undefined
  /** Aborted when the process shuts down; every handler hears of it. Default: never. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Takes commands to their one handler, through middleware that is put together once for each type.
 *
 * The context of a command is filled from the options: a UUIDv7 as `messageId`, which is also the `correlationId` of
 * what comes from outside; actor and tenant of the principal; the caller's signal, aborted at the deadline too. A handler
 * passes `{ parent: context }` to the commands it sends: they belong to the same correlation and unit of work.
 *
 * @example
 * ```ts
 * import { CommandBus, defineCommand, HandlerRegistry } from '@uno-ts/cqrs-core'
 * import { z } from 'zod'
 *
 * const cancelOrder = defineCommand({
 *   type: 'CancelOrder',
 *   data: z.object({ orderId: z.string().min(1) }),
 *   result: z.object({ cancelled: z.boolean() }),
 * })
 * const registry = new HandlerRegistry()
 * registry.registerCommandHandler(cancelOrder, async () => ({ cancelled: true }))
 *
 * const commandBus = new CommandBus({ registry })
 * const { cancelled } = await commandBus.execute(cancelOrder({ orderId: '7' }), {
 *   principal: { id: 'ada', scopes: ['orders'] },
 *   signal: AbortSignal.timeout(5_000),
 * })
 * ```
 */
export class CommandBus implements CommandBusContract {
  /** What it was made of. */
  readonly registry: HandlerRegistry
  readonly #pipeline: MessagePipeline

  /** @throws {@link ConfigurationError} when both `middleware` and `unitOfWork` are given: the list would not use it */
  constructor(options: CommandBusOptions) {
    const { registry, middleware, unitOfWork, queryBus, messageTimeoutMs } = options
    const {
      logger = silentLogger,
      clock = systemClock,
      newId = uuidV7Source(),
      signal = neverAborted,
    } = options
    if (middleware !== undefined && unitOfWork !== undefined) {
      throw new ConfigurationError(
        'a command bus with its own middleware takes its unit of work from transaction({ unitOfWork }) in that list',
        { path: 'unitOfWork' },
      )
    }
    this.registry = registry
    this.#pipeline = new MessagePipeline({
      kind: 'command',
      registry,
      middleware: middleware ?? defaultMiddleware(unitOfWork),
      clock,
      messageTimeoutMs,
      signal,
      source: { newId, logger, commandBus: this, queryBus },
    })
  }

  /**
   * Executes one command and answers with its handler's result.
   *
   * The answer waits for the handler also when the signal is aborted or the deadline has passed: a handler that does not
   * look at its signal is not left behind half done.
   *
   * @throws {@link ValidationError} when the payload does not fit: nothing was executed
   * @throws {@link RegistrationError} when no handler is registered for the type
   * @throws {@link TimeoutError} when the deadline passed; with a unit of work nothing was written
   * @throws whatever the handler throws; after a {@link ConcurrencyError} nothing was written
   */
  execute<Definition extends CommandDefinition>(
    command: Command<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>> {
    // The registry pairs a type with a handler of that result.
    return this.#pipeline.execute(command, options) as Promise<ResultOf<Definition>>
  }
}

function defaultMiddleware(unitOfWork: UnitOfWorkFactory | undefined): readonly Middleware[] {
  return standardMiddleware({
    validate: validate(),
    retryOnConflict: retryOnConflict(),
    transaction: unitOfWork && transaction({ unitOfWork }),
  })
}
