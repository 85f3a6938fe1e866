import type { CommandDefinition, DataOf, InputOf, MessageContext, ResultOf } from '@uno-ts/types'
import type { HandlerObject, ReadAheadContext } from '../registry/handler-like.ts'
import type { TransactOptions } from '../repository/event-sourced-repository.ts'

/** Whatever takes a command to an aggregate: an `EventSourcedRepository` does. */
export interface CommandTarget<Command, Transacted> {
  transact(id: string, command: Command, options: TransactOptions): Promise<Transacted>
  /** Reads an aggregate that the unit of work is about to ask for. Default: nothing is read ahead. */
  readAhead?(id: string, options: TransactOptions): Promise<unknown>
}

/** How a message meets its aggregate. */
export interface EventSourcedCommandHandlerOptions<
  Definition extends CommandDefinition,
  Command,
  Transacted,
> {
  /** The message that is handled; types follow from it. */
  readonly definition: Definition
  /** Loads the aggregate, lets it decide, and appends. */
  readonly repository: CommandTarget<Command, Transacted>
  /** Which aggregate is meant. */
  readonly aggregateId: (data: DataOf<Definition>) => string
  /** What is asked of the aggregate: a decider's command, or for a class a function that calls its methods. */
  readonly command: (data: DataOf<Definition>, context: MessageContext<Definition>) => Command
  /** The answer, of what the command came to: its state, events and version. */
  readonly result: (transacted: Transacted, data: DataOf<Definition>) => ResultOf<Definition>
}

/**
 * Takes a message to its aggregate: one load, the decision, one append, and none when nothing is decided. In a unit of work
 * the append is planned there. It works for a decider and for an aggregate class alike.
 *
 * A conflict is thrown: the bus runs the handler again (`retryOnConflict`).
 *
 * @example
 * ```ts
 * import { decider, defineCommand, EventSourcedCommandHandler, EventSourcedRepository } from '@uno-ts/cqrs-core'
 * import { InMemoryEventStore } from '@uno-ts/testing'
 * import type { Event } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * type Added = Event<'Added', { readonly amount: number }>
 *
 * const counter = decider({
 *   category: 'counter',
 *   initialState: (): number => 0,
 *   decide: (amount: number): readonly Added[] => [{ type: 'Added', data: { amount } }],
 *   evolve: (sum, { data }: Added) => sum + data.amount,
 * })
 * const add = defineCommand({
 *   type: 'Add',
 *   data: z.object({ counterId: z.string(), amount: z.number() }),
 *   result: z.object({ sum: z.number() }),
 * })
 *
 * export const addHandler = new EventSourcedCommandHandler({
 *   definition: add,
 *   repository: new EventSourcedRepository({ eventStore: new InMemoryEventStore(), decider: counter }),
 *   aggregateId: ({ counterId }) => counterId,
 *   command: ({ amount }) => amount,
 *   result: ({ state }) => ({ sum: state }),
 * })
 * ```
 */
export class EventSourcedCommandHandler<
  Definition extends CommandDefinition,
  Command,
  Transacted,
> implements HandlerObject<Definition> {
  readonly #options: EventSourcedCommandHandlerOptions<Definition, Command, Transacted>

  constructor(options: EventSourcedCommandHandlerOptions<Definition, Command, Transacted>) {
    this.#options = options
  }

  /**
   * Handles one command.
   *
   * @throws {@link ConcurrencyError} when somebody else appended in between: nothing was written
   * @throws whatever the aggregate throws: nothing was written
   */
  async handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { repository, aggregateId, command, result } = this.#options
    const { metadata, signal, unitOfWork } = context
    const options = { metadata, signal, unitOfWork }
    return result(await repository.transact(aggregateId(data), command(data, context), options), data)
  }
  /** Reads the aggregate before its command is executed, for atomic batches. */
  async readAhead(data: InputOf<Definition>, context: ReadAheadContext): Promise<void> {
    const { repository, aggregateId } = this.#options
    // Input and output of a schema mostly name the aggregate alike. Where they do not, what is read ahead is of no use.
    await repository.readAhead?.(aggregateId(data as DataOf<Definition>), context)
  }
}
