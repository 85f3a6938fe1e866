import {
  ConfigurationError,
  silentLogger,
  systemClock,
  uuidV7Source,
  type Clock,
  type Command,
  type CommandBus as CommandBusContract,
  type CommandDefinition,
  type Logger,
  type NewId,
  type Outcome,
  type ResultOf,
  type UnitOfWorkFactory,
} from '@uno-ts/types'
import { CommandBus } from '../command-bus/command-bus.ts'
import type { RetryOnConflictOptions } from '../middleware/retry-on-conflict.ts'
import type { OutcomesOf } from '../parallel/execute-many-options.ts'
import { defaultConcurrency, ParallelMessages } from '../parallel/parallel-messages.ts'
import { refuseWithin } from '../parallel/refuse-within.ts'
import type { HandlerRegistry } from '../registry/handler-registry.ts'
import { AtomicPipeline } from './atomic-pipeline.ts'
import type { BatchOptions, BatchStreamOptions } from './batch-options.ts'

/** What a {@link BatchCommandBus} is made of. */
export interface BatchCommandBusOptions {
  /** Executes each command, with its own middleware. */
  readonly commandBus: CommandBusContract
  /**
   * The handlers that are asked to read ahead in an atomic batch. Default: those of `commandBus`, where it is a `CommandBus`
   * and no bus around one.
   */
  readonly registry?: HandlerRegistry | undefined
  /** Begins the unit of work of an atomic batch. Needed for mode `atomic` only. */
  readonly unitOfWork?: UnitOfWorkFactory | undefined
  /** How many commands run at a time in mode `parallel`, for all such batches together. Default 10. */
  readonly concurrency?: number | undefined
  /** How often an atomic batch is run, as a whole, when somebody else wrote first. Default: at most 5 times. */
  readonly retry?: RetryOnConflictOptions | undefined
  /** Says what an atomic batch survived: a conflict, a rollback that failed. Default: nothing. */
  readonly logger?: Logger | undefined
  /** Makes the id of an atomic batch, which its commands have as their `causationId`. Default: UUIDv7, ascending. */
  readonly newId?: NewId | undefined
  /** Measures deadlines. Default: the machine's. */
  readonly clock?: Clock | undefined
}

type Commands = readonly Command<CommandDefinition>[]
type Outcomes = AsyncGenerator<Outcome<unknown>, void, undefined>

/**
 * Executes many commands at once and tells how each has ended, in the order they were given in.
 *
 * An atomic batch is a command of its own: its commands are nested in it, so they share its correlation, its deadline and
 * its unit of work, and are committed by one statement. A conflict runs the whole batch again.
 *
 * @example
 * ```ts
 * import { BatchCommandBus, CommandBus, defineCommand, HandlerRegistry } from '@uno-ts/cqrs-core'
 * import { InMemoryEventStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
 * import { streamId } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * const stock = defineCommand({ type: 'Stock', data: z.object({ code: z.string() }), result: z.void() })
 * const registry = new HandlerRegistry()
 * registry.registerCommandHandler(stock, async ({ code }, { unitOfWork }) => {
 *   unitOfWork?.append(streamId('product', code), [{ type: 'Stocked', data: {} }], { expectedVersion: 'any' })
 * })
 *
 * const batches = new BatchCommandBus({
 *   commandBus: new CommandBus({ registry }),
 *   unitOfWork: new InMemoryUnitOfWorkFactory({ eventStore: new InMemoryEventStore() }),
 * })
 * const outcomes = await batches.executeBatch([stock({ code: 'A' }), stock({ code: 'B' })], { mode: 'atomic' })
 * const written = outcomes.every(({ ok }) => ok) // both or none
 * ```
 */
export class BatchCommandBus {
  readonly #commandBus: CommandBusContract
  readonly #parallel: ParallelMessages
  readonly #atomic: AtomicPipeline | undefined

  /** @throws {@link InvalidArgumentError} when `concurrency` is less than 1 */
  constructor(options: BatchCommandBusOptions) {
    const { commandBus, unitOfWork, concurrency = defaultConcurrency, retry } = options
    const { logger = silentLogger, newId = uuidV7Source(), clock = systemClock } = options
    this.#commandBus = commandBus
    this.#parallel = this.#messages(concurrency)
    const { registry: handlers = commandBus instanceof CommandBus ? commandBus.registry : undefined } =
      options
    this.#atomic =
      unitOfWork && new AtomicPipeline({ commandBus, handlers, unitOfWork, retry, logger, newId, clock })
  }

  /**
   * Executes a list of commands and tells how each has ended, in the order of the list.
   *
   * In mode `atomic` nothing is written unless every outcome is good. All refusals are told together; where a command
   * fails otherwise, those after it are not run. The outcome of a command that did not fail itself is then a
   * {@link BatchRolledBackError}; when the commit fails, its error is the outcome of all. In the other modes each command
   * stands for itself.
   *
   * When `signal` aborts, no more commands are begun, and its reason is their outcome; an atomic batch writes nothing.
   *
   * @throws {@link ConfigurationError} for mode `atomic` without a `unitOfWork`: nothing was executed
   * @throws {@link InvalidArgumentError} within the unit of work of a `parent`, which is all or nothing already: there
   * commands are sent one by one, and a failure ends the parent. Nothing was executed
   */
  executeBatch<const Batch extends Commands>(
    commands: Batch,
    options: BatchOptions,
  ): Promise<OutcomesOf<Batch>>
  /**
   * Executes a stream of commands, however long, and streams their outcomes in its order. It reads on only as fast as
   * outcomes are taken, and holds a bounded number of commands in memory: four times `concurrency`, or one `batchSize`.
   *
   * In mode `atomic` every `batchSize` commands stand or fall together, one such batch after the other; a batch that
   * fails does not keep the next one from being run. A batch waits until it is full or the stream has ended.
   *
   * Leaving it early begins no more commands and waits for those under way; so does aborting `signal`, which tells their
   * outcomes and then throws its reason.
   *
   * @throws {@link ConfigurationError} and {@link InvalidArgumentError} as for a list: nothing was executed
   */
  executeBatch<Definition extends CommandDefinition>(
    commands: AsyncIterable<Command<Definition>>,
    options: BatchStreamOptions,
  ): AsyncGenerator<Outcome<ResultOf<Definition>>, void, undefined>
  executeBatch(
    commands: Commands | AsyncIterable<Command<CommandDefinition>>,
    options: BatchStreamOptions,
  ): Promise<unknown> | Outcomes {
    return Symbol.asyncIterator in commands ? this.#stream(commands, options) : this.#list(commands, options)
  }

  async #list(commands: Commands, { mode, ...options }: BatchOptions): Promise<readonly Outcome<unknown>[]> {
    refuseWithin(options)
    switch (mode) {
      case 'atomic':
        return this.#atomicPipeline().execute(commands, options)
      case 'sequential':
        return this.#messages(1).list(commands, options)
      case 'parallel':
        return this.#parallel.list(commands, options)
    }
  }

  #stream(
    commands: AsyncIterable<Command<CommandDefinition>>,
    { mode, batchSize = 100, ...options }: BatchStreamOptions,
  ): Outcomes {
    refuseWithin(options)
    switch (mode) {
      case 'atomic':
        return this.#atomicPipeline().stream(commands, { ...options, batchSize })
      case 'sequential':
        return this.#messages(1).stream(commands, options)
      case 'parallel':
        return this.#parallel.stream(commands, options)
    }
  }

  #messages(concurrency: number): ParallelMessages {
    return new ParallelMessages(
      (command, options) => this.#commandBus.execute(command as Command<CommandDefinition>, options), // only commands come in
      concurrency,
    )
  }

  #atomicPipeline(): AtomicPipeline {
    if (this.#atomic === undefined) {
      throw new ConfigurationError('an atomic batch needs a unitOfWork, found none', { path: 'unitOfWork' })
    }
    return this.#atomic
  }
}
