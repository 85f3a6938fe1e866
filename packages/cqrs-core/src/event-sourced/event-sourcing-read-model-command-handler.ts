import {
  ConfigurationError,
  type CommandDefinition,
  type DataOf,
  type InputOf,
  type MessageContext,
  type ReadModelOptions,
  type ResultOf,
  type TransactionHandle,
} from '@uno-ts/types'
import type { HandlerObject, ReadAheadContext } from '../registry/handler-like.ts'
import {
  TransactionalCommandHandler,
  type TransactionalCommandHandlerOptions,
} from '../transactional/transactional-command-handler.ts'
import {
  EventSourcedCommandHandler,
  type EventSourcedCommandHandlerOptions,
} from './event-sourced-command-handler.ts'

/** Where rows are written: what every call to a read model's repository takes. */
export type RowOptions = ReadModelOptions & { readonly transaction: TransactionHandle }

/** What an {@link EventSourcingReadModelCommandHandler} is made of. */
export type EventSourcingReadModelCommandHandlerOptions<
  Definition extends CommandDefinition,
  Command,
  Transacted,
> = EventSourcedCommandHandlerOptions<Definition, Command, Transacted> &
  Omit<TransactionalCommandHandlerOptions<Definition>, 'inner'> & {
    /** Writes the rows that follow from the command. It is called also when nothing was decided. */
    readonly writeRows: (
      transacted: Transacted,
      options: RowOptions,
      data: DataOf<Definition>,
    ) => Promise<unknown>
  }

/**
 * Takes a message to its aggregate as `EventSourcedCommandHandler` does, and writes rows in the transaction of its events: who reads them after the answer
 * sees what the command did. A conflict undoes both and runs it again on fresh state.
 *
 * For rows that are to be made anew from the log, a projection is the better place.
 *
 * @example
 * ```ts
 * import { decider, defineCommand, EventSourcedRepository, EventSourcingReadModelCommandHandler } from '@uno-ts/cqrs-core'
 * import type { Event, EventStore, ReadModelRepository, UnitOfWorkFactory } from '@uno-ts/types'
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
 * const data = z.object({ id: z.string(), amount: z.number() })
 * const add = defineCommand({ type: 'Add', data, result: z.void() })
 *
 * export const addHandler = (
 *   eventStore: EventStore,
 *   unitOfWork: UnitOfWorkFactory,
 *   sums: ReadModelRepository<{ readonly id: string; readonly sum: number }>,
 * ) =>
 *   new EventSourcingReadModelCommandHandler({
 *     definition: add,
 *     repository: new EventSourcedRepository({ eventStore, decider: counter }),
 *     unitOfWork,
 *     aggregateId: ({ id }) => id,
 *     command: ({ amount }) => amount,
 *     writeRows: ({ state }, options, { id }) => sums.save({ id, sum: state }, options),
 *     result: () => undefined,
 *   })
 * ```
 */
export class EventSourcingReadModelCommandHandler<
  Definition extends CommandDefinition,
  Command,
  Transacted,
> implements HandlerObject<Definition> {
  readonly #inner: TransactionalCommandHandler<Definition>

  constructor(options: EventSourcingReadModelCommandHandlerOptions<Definition, Command, Transacted>) {
    const { repository, aggregateId, command, result, writeRows, unitOfWork, warnAfterMs, retry } = options
    const handle = async (data: DataOf<Definition>, context: MessageContext<Definition>) => {
      const transacted = await repository.transact(aggregateId(data), command(data, context), context)
      await writeRows(transacted, await rowOptions(context), data)
      return result(transacted, data)
    }
    const plain = new EventSourcedCommandHandler(options)
    const readAhead = (data: InputOf<Definition>, context: ReadAheadContext) => plain.readAhead(data, context)
    this.#inner = new TransactionalCommandHandler({
      inner: { handle, readAhead },
      unitOfWork,
      warnAfterMs,
      retry,
    })
  }

  /**
   * Handles one command.
   *
   * @throws {@link ConcurrencyError} when the attempts are used up: nothing was written
   * @throws whatever the aggregate or `writeRows` throws: nothing was written
   */
  handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    return this.#inner.handle(data, context)
  }

  /** Reads the aggregate before its command is executed, for atomic batches. */
  readAhead(data: InputOf<Definition>, context: ReadAheadContext): Promise<void> {
    return this.#inner.readAhead(data, context)
  }
}

async function rowOptions<Definition extends CommandDefinition>({
  unitOfWork,
  metadata,
  signal,
}: MessageContext<Definition>): Promise<RowOptions> {
  if (unitOfWork === undefined) throw new ConfigurationError('rows are written in a unit of work, found none')
  return { transaction: await unitOfWork.transaction(), tenant: metadata.tenant, signal }
}
