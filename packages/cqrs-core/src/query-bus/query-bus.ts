import {
  silentLogger,
  systemClock,
  uuidV7Source,
  type Clock,
  type ExecuteOptions,
  type Logger,
  type Middleware,
  type NewId,
  type Query,
  type QueryBus as QueryBusContract,
  type QueryDefinition,
  type ResultOf,
} from '@uno-ts/types'
import { neverAborted } from '../context/never-aborted.ts'
import { validate } from '../middleware/validate.ts'
import { MessagePipeline } from '../pipeline/message-pipeline.ts'
import type { HandlerRegistry } from '../registry/handler-registry.ts'

/** What a {@link QueryBus} is made of. */
export interface QueryBusOptions {
  /** Knows the handlers. */
  readonly registry: HandlerRegistry
  /** Stands around every query, the first outermost. Default: validation. `[]` is no middleware at all. */
  readonly middleware?: readonly Middleware[] | undefined
  /** Reaches every handler as `context.logger`. Default: says nothing. */
  readonly logger?: Logger | undefined
  /** Makes message ids. Default: UUIDv7, ascending. */
  readonly newId?: NewId | undefined
  /**
   * The deadline of queries that bring none, so many milliseconds after they came; nested ones have their parent's.
   * Default: none.
   */
  readonly messageTimeoutMs?: number | undefined
  /** Measures deadlines. Default: the machine's. */
  readonly clock?: Clock | undefined
  /** Aborted when the process shuts down; every handler hears of it. Default: never. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Takes queries to their one handler. It fills the context as the command bus does; a query sent by a command's handler
 * with `{ parent: context }` sees that command's unit of work.
 *
 * @example
 * ```ts
 * import { defineQuery, HandlerRegistry, QueryBus } from '@uno-ts/cqrs-core'
 * import { z } from 'zod'
 *
 * const countOrders = defineQuery({
 *   type: 'CountOrders',
 *   data: z.object({ country: z.string() }),
 *   result: z.number(),
 * })
 * const registry = new HandlerRegistry()
 * registry.registerQueryHandler(countOrders, async ({ country }) => country.length)
 *
 * const queryBus = new QueryBus({ registry })
 * const orders: number = await queryBus.execute(countOrders({ country: 'Norway' }))
 * ```
 */
export class QueryBus implements QueryBusContract {
  readonly #pipeline: MessagePipeline

  constructor(options: QueryBusOptions) {
    const { registry, middleware = [validate()], logger = silentLogger, messageTimeoutMs } = options
    const { clock = systemClock, newId = uuidV7Source(), signal = neverAborted } = options
    this.#pipeline = new MessagePipeline({
      kind: 'query',
      registry,
      middleware,
      clock,
      messageTimeoutMs,
      signal,
      source: { newId, logger, commandBus: undefined, queryBus: this },
    })
  }

  /**
   * Executes one query and answers with its handler's result.
   *
   * @throws {@link ValidationError} when the payload does not fit: nothing was executed
   * @throws {@link RegistrationError} when no handler is registered for the type
   * @throws {@link TimeoutError} when the deadline had passed before it began, or when the handler heeds its signal
   */
  execute<Definition extends QueryDefinition>(
    query: Query<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>> {
    // The registry pairs a type with a handler of that result.
    return this.#pipeline.execute(query, options) as Promise<ResultOf<Definition>>
  }
}
