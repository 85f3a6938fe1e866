import type { CommandDefinition, DataOf, InputOf, MessageContext, ResultOf } from '@uno-ts/types'
import type { HandlerObject, ReadAheadContext } from '../registry/handler-like.ts'
import {
  TransactionalCommandHandler,
  type TransactionalCommandHandlerOptions,
} from '../transactional/transactional-command-handler.ts'
import {
  EventSourcedCommandHandler,
  type EventSourcedCommandHandlerOptions,
} from './event-sourced-command-handler.ts'

/** What an {@link EventSourcingTransactionalCommandHandler} is made of. */
export type EventSourcingTransactionalCommandHandlerOptions<
  Definition extends CommandDefinition,
  Command,
  Transacted,
> = EventSourcedCommandHandlerOptions<Definition, Command, Transacted> &
  Omit<TransactionalCommandHandlerOptions<Definition>, 'inner'>

/**
 * An {@link EventSourcedCommandHandler} in a unit of work of its own, or in the one that is open: the events commit with
 * whatever else is written there, such as inline projections. A conflict runs it again on fresh state.
 */
export class EventSourcingTransactionalCommandHandler<
  Definition extends CommandDefinition,
  Command,
  Transacted,
> implements HandlerObject<Definition> {
  readonly #inner: TransactionalCommandHandler<Definition>

  constructor(options: EventSourcingTransactionalCommandHandlerOptions<Definition, Command, Transacted>) {
    const { unitOfWork, warnAfterMs, retry } = options
    const inner = new EventSourcedCommandHandler(options)
    this.#inner = new TransactionalCommandHandler({ inner, unitOfWork, warnAfterMs, retry })
  }

  /**
   * Handles one command.
   *
   * @throws {@link ConcurrencyError} when the attempts are used up: nothing was written
   * @throws whatever the aggregate throws: nothing was written
   */
  handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    return this.#inner.handle(data, context)
  }
  /** Reads the aggregate before its command is executed, for atomic batches. */
  readAhead(data: InputOf<Definition>, context: ReadAheadContext): Promise<void> {
    return this.#inner.readAhead(data, context)
  }
}
