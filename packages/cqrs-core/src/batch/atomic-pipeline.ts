import type {
  Clock,
  Command,
  CommandBus,
  CommandDefinition,
  Logger,
  NewId,
  Outcome,
  Schema,
  UnitOfWorkFactory,
} from '@uno-ts/types'
import { neverAborted } from '../context/never-aborted.ts'
import { defineCommand } from '../define/define-command.ts'
import { retryOnConflict, type RetryOnConflictOptions } from '../middleware/retry-on-conflict.ts'
import { standardMiddleware } from '../middleware/standard-middleware.ts'
import { transaction } from '../middleware/transaction.ts'
import type { ExecuteManyOptions } from '../parallel/execute-many-options.ts'
import { interruptible } from '../parallel/interruptible.ts'
import { MessagePipeline } from '../pipeline/message-pipeline.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { AtomicBatch } from './atomic-batch.ts'
import { chunks } from './chunks.ts'

/** What an {@link AtomicPipeline} is made of. */
export interface AtomicPipelineOptions {
  readonly commandBus: CommandBus
  /** Of the handlers that can read ahead. */
  readonly handlers: HandlerRegistry | undefined
  readonly unitOfWork: UnitOfWorkFactory
  readonly retry: RetryOnConflictOptions | undefined
  readonly logger: Logger
  readonly newId: NewId
  readonly clock: Clock
}

/** An {@link AtomicBatch} is made here alone, so nobody checks it. */
const unchecked: Schema = {
  '~standard': { version: 1, vendor: 'uno-ts', validate: (value) => ({ value }) },
}

/** A batch is a command too: its commands are the ones nested in it. */
const executeBatch = defineCommand({ type: 'ExecuteBatch', data: unchecked, result: unchecked })

/** Brings atomic batches through retries and a transaction of their own. */
export class AtomicPipeline {
  readonly #pipeline: MessagePipeline

  constructor(options: AtomicPipelineOptions) {
    const { commandBus, handlers, unitOfWork, retry, logger, newId, clock } = options
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(executeBatch, (batch, context) =>
      (batch as AtomicBatch).run({ commandBus, registry: handlers }, context),
    )
    this.#pipeline = new MessagePipeline({
      kind: 'command',
      registry,
      middleware: standardMiddleware({
        retryOnConflict: retryOnConflict(retry),
        transaction: transaction({ unitOfWork }),
      }),
      clock,
      signal: neverAborted,
      source: { newId, logger, commandBus, queryBus: undefined },
    })
  }

  /** Executes commands together. It never rejects: what kept them from being written is in their outcomes. */
  async execute(
    commands: readonly Command<CommandDefinition>[],
    { optionsOf, ...options }: ExecuteManyOptions,
  ): Promise<readonly Outcome<unknown>[]> {
    if (commands.length === 0) return []
    const batch = new AtomicBatch(commands, { optionsOf, validated: options.validated })
    try {
      await this.#pipeline.execute(executeBatch(batch), options)
    } catch (error) {
      return batch.rolledBack(error)
    }
    return batch.outcomes
  }

  /** Executes a stream, so many commands together, and tells their outcomes as each batch has ended. */
  async *stream(
    commands: AsyncIterable<Command<CommandDefinition>>,
    { batchSize, optionsOf, ...options }: ExecuteManyOptions & { readonly batchSize: number },
  ): AsyncGenerator<Outcome<unknown>, void, undefined> {
    let before = 0
    for await (const together of chunks(interruptible(commands, options.signal), batchSize)) {
      const places = before
      before += together.length
      yield* await this.execute(together, {
        ...options,
        optionsOf: optionsOf && ((command, place) => optionsOf(command, places + place)),
      })
    }
  }
}
