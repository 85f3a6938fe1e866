import type {
  CommandDefinition,
  DataOf,
  InputOf,
  MessageContext,
  ResultOf,
  UnitOfWorkFactory,
} from '@uno-ts/types'
import { retryOnConflict, type RetryOnConflictOptions } from '../middleware/retry-on-conflict.ts'
import { transaction } from '../middleware/transaction.ts'
import { compose, type Run } from '../pipeline/compose.ts'
import {
  handlerFunction,
  type HandlerFunction,
  type HandlerLike,
  type HandlerObject,
  type ReadAheadContext,
} from '../registry/handler-like.ts'

/** What a {@link TransactionalCommandHandler} wraps. */
export interface TransactionalCommandHandlerOptions<Definition extends CommandDefinition> {
  /** The handler that runs in the unit of work; it finds it as `context.unitOfWork`. */
  readonly inner: HandlerLike<Definition>
  /** Begins the unit of work of each command. */
  readonly unitOfWork: UnitOfWorkFactory
  /** How long the inner handler may hold its database transaction before it is warned about, in milliseconds. Default 1,000. */
  readonly warnAfterMs?: number | undefined
  /** How often the inner handler is run when somebody else wrote first. Default: at most 5 times. */
  readonly retry?: RetryOnConflictOptions | undefined
}

/**
 * Runs one handler in a unit of work, on a bus that opens none: everything it writes commits together after it has
 * returned, or not at all. A conflict runs the handler again on fresh state. Inside a unit of work that is open already
 * it joins: neither commit nor retry is its business then.
 *
 * @example
 * ```ts
 * import { defineCommand, HandlerRegistry, TransactionalCommandHandler } from '@uno-ts/cqrs-core'
 * import { streamId, type UnitOfWorkFactory } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * const openShop = defineCommand({ type: 'OpenShop', data: z.object({ id: z.string() }), result: z.void() })
 *
 * export function register(registry: HandlerRegistry, unitOfWork: UnitOfWorkFactory): void {
 *   const handler = new TransactionalCommandHandler<typeof openShop>({
 *     inner: async ({ id }, context) => {
 *       const opened = { type: 'ShopOpened', data: {} }
 *       context.unitOfWork?.append(streamId('shop', id), [opened], { expectedVersion: 'no-stream' })
 *     },
 *     unitOfWork,
 *   })
 *   registry.registerCommandHandler(openShop, handler)
 * }
 * ```
 */
export class TransactionalCommandHandler<
  Definition extends CommandDefinition,
> implements HandlerObject<Definition> {
  readonly #inner: HandlerLike<Definition>
  readonly #run: Run

  constructor({ inner, unitOfWork, warnAfterMs, retry }: TransactionalCommandHandlerOptions<Definition>) {
    this.#inner = inner
    const handle: HandlerFunction<Definition> = handlerFunction(inner)
    this.#run = compose(
      [retryOnConflict(retry), transaction({ unitOfWork, warnAfterMs })],
      (context) => handle(context.message.data, context as MessageContext<Definition>), // the context it was given, or one made of it
    )
  }

  /**
   * Handles one command.
   *
   * @throws {@link ConcurrencyError} when the attempts are used up: nothing was written
   * @throws whatever the inner handler throws: nothing was written
   */
  handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { type, definition } = context.message
    // What the inner handler answers is the definition's result.
    return this.#run({ ...context, message: { type, data, definition } }) as Promise<ResultOf<Definition>>
  }
  /** Lets the inner handler read ahead where it can, for atomic batches. */
  async readAhead(data: InputOf<Definition>, context: ReadAheadContext): Promise<void> {
    if (typeof this.#inner === 'object') await this.#inner.readAhead?.(data, context)
  }
}
