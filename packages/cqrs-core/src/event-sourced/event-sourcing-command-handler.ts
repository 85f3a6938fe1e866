import type { CommandDefinition, DataOf, InputOf, MessageContext, ResultOf } from '@uno-ts/types'
import { retryOnConflict, type RetryOnConflictOptions } from '../middleware/retry-on-conflict.ts'
import { compose, type Run } from '../pipeline/compose.ts'
import type { HandlerObject, ReadAheadContext } from '../registry/handler-like.ts'
import {
  EventSourcedCommandHandler,
  type EventSourcedCommandHandlerOptions,
} from './event-sourced-command-handler.ts'

/** What an {@link EventSourcingCommandHandler} is made of. */
export interface EventSourcingCommandHandlerOptions<
  Definition extends CommandDefinition,
  Command,
  Transacted,
> extends EventSourcedCommandHandlerOptions<Definition, Command, Transacted> {
  /** How often the command is run when somebody else wrote first. Default: at most 5 times. */
  readonly retry?: RetryOnConflictOptions | undefined
}

/**
 * An {@link EventSourcedCommandHandler} that runs itself again on fresh state when somebody else wrote first: for a bus that
 * does not retry. Each run loads once and appends once. Inside a unit of work it leaves conflicts to whoever opened that.
 */
export class EventSourcingCommandHandler<
  Definition extends CommandDefinition,
  Command,
  Transacted,
> implements HandlerObject<Definition> {
  readonly #inner: EventSourcedCommandHandler<Definition, Command, Transacted>
  readonly #run: Run

  constructor(options: EventSourcingCommandHandlerOptions<Definition, Command, Transacted>) {
    const inner = new EventSourcedCommandHandler(options)
    this.#inner = inner
    this.#run = compose(
      [retryOnConflict(options.retry)],
      (context) => inner.handle(context.message.data, context as MessageContext<Definition>), // one made of what it was given
    )
  }

  /**
   * Handles one command.
   *
   * @throws {@link ConcurrencyError} when the attempts are used up: nothing was written
   * @throws whatever the aggregate throws: nothing was written
   */
  handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { type, definition } = context.message
    // What the inner handler answers is the definition's result.
    return this.#run({ ...context, message: { type, data, definition } }) as Promise<ResultOf<Definition>>
  }
  /** Reads the aggregate before its command is executed, for atomic batches. */
  readAhead(data: InputOf<Definition>, context: ReadAheadContext): Promise<void> {
    return this.#inner.readAhead(data, context)
  }
}
