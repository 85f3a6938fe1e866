import type {
  Command,
  CommandBus as CommandBusContract,
  CommandDefinition,
  ExecuteOptions,
  ResultOf,
} from '@uno-ts/types'
import type { ExecuteAll } from './execute-all.ts'
import { ParallelMessages } from './parallel-messages.ts'
import { refuseWithin } from './refuse-within.ts'

/** What a {@link ParallelCommandBus} is made of. */
export interface ParallelCommandBusOptions {
  /** Executes each command. */
  readonly commandBus: CommandBusContract
  /** How many commands run at a time, for all callers together. Default 10; no more than the pool has connections pays. */
  readonly concurrency?: number | undefined
}

/**
 * Executes independent commands side by side, a bounded number at a time, and gives their outcomes in the order they
 * were given in. Each command succeeds or fails alone; for all or nothing see {@link BatchCommandBus}.
 *
 * A nested command (`{ parent: context }`) does not wait for a place: its parent holds one, and waits for it.
 *
 * @example
 * ```ts
 * import { CommandBus, defineCommand, HandlerRegistry, ParallelCommandBus } from '@uno-ts/cqrs-core'
 * import { z } from 'zod'
 *
 * const greet = defineCommand({ type: 'Greet', data: z.object({ name: z.string() }), result: z.string() })
 * const registry = new HandlerRegistry()
 * registry.registerCommandHandler(greet, async ({ name }) => `Hello, ${name}!`)
 *
 * const parallel = new ParallelCommandBus({ commandBus: new CommandBus({ registry }), concurrency: 4 })
 * const outcomes = await parallel.executeAll([greet({ name: 'Ada' }), greet({ name: 'Grace' })])
 * const greetings = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []))
 * ```
 */
export class ParallelCommandBus implements CommandBusContract {
  /**
   * Executes a list or a stream of commands and tells how each has ended, in their order. See {@link ExecuteAll}.
   *
   * @throws {@link InvalidArgumentError} within the unit of work of a `parent`, where no command stands for itself: there
   * they are sent one by one. Nothing was executed
   */
  readonly executeAll: ExecuteAll<CommandDefinition>
  readonly #messages: ParallelMessages

  /** @throws {@link InvalidArgumentError} when `concurrency` is less than 1 */
  constructor({ commandBus, concurrency }: ParallelCommandBusOptions) {
    this.#messages = new ParallelMessages(
      (command, options) => commandBus.execute(command as Command<CommandDefinition>, options), // only commands come in
      concurrency,
      refuseWithin,
    )
    this.executeAll = this.#messages.executeAll
  }

  /** How many commands wait for a place now. */
  get queued(): number {
    return this.#messages.queued
  }

  /** Executes one command when one of the places is free. Aborting its signal takes it out of the queue. */
  execute<Definition extends CommandDefinition>(
    command: Command<Definition>,
    options?: ExecuteOptions,
  ): Promise<ResultOf<Definition>> {
    return this.#messages.one(command, options) as Promise<ResultOf<Definition>> // the inner bus's own promise
  }
}
