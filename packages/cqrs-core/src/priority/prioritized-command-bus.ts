import type {
  Clock,
  Command,
  CommandBus as CommandBusContract,
  CommandDefinition,
  ExecuteOptions,
  ResultOf,
} from '@uno-ts/types'
import { ExecutionGate } from '../gate/execution-gate.ts'
import { commandPriorities, type CommandPriority } from './command-priority.ts'

/** What a {@link PrioritizedCommandBus} is made of. */
export interface PrioritizedCommandBusOptions {
  /** Executes each command. */
  readonly commandBus: CommandBusContract
  /** How many commands run at a time. Default 10; no more than the pool has connections pays. */
  readonly concurrency?: number | undefined
  /** How many commands may wait. One more is refused. Default 1,000. */
  readonly maxQueued?: number | undefined
  /** The priority of a command that is sent without one. Default: `normal` for all. */
  readonly priorityOf?: ((command: Command) => CommandPriority) | undefined
  /**
   * After how long waiting counts as the next higher priority, in milliseconds. Shorter is fairer, longer is stricter.
   * Default 1,000.
   */
  readonly ageingMs?: number | undefined
  /** Default: the machine's. */
  readonly clock?: Clock | undefined
}

/** How one command is executed, and how urgently. */
export interface PrioritizedExecuteOptions extends ExecuteOptions {
  /** Default: what `priorityOf` says, else `normal`. */
  readonly priority?: CommandPriority | undefined
}

/**
 * Lets urgent commands go first when more come than may run at a time. Nothing starves: waiting makes urgent. A command
 * is overtaken only by those of a higher priority that come less than `ageingMs` after it for each step between the two:
 * with the defaults a `low` one never by what comes more than three seconds later, whatever it is. Commands of one
 * priority run in the order they came in.
 *
 * A nested command (`{ parent: context }`) does not wait: its parent holds a place, and waits for it.
 *
 * @example
 * ```ts
 * import { CommandBus, defineCommand, HandlerRegistry, PrioritizedCommandBus } from '@uno-ts/cqrs-core'
 * import { z } from 'zod'
 *
 * const payOrder = defineCommand({ type: 'PayOrder', data: z.object({}), result: z.void() })
 * const sendNewsletter = defineCommand({ type: 'SendNewsletter', data: z.object({}), result: z.void() })
 * const registry = new HandlerRegistry()
 * registry.registerCommandHandler(payOrder, async () => undefined)
 * registry.registerCommandHandler(sendNewsletter, async () => undefined)
 *
 * const commandBus = new PrioritizedCommandBus({
 *   commandBus: new CommandBus({ registry }),
 *   priorityOf: ({ type }) => (type === 'SendNewsletter' ? 'low' : 'normal'),
 * })
 * await commandBus.execute(payOrder({}), { priority: 'high' })
 * await commandBus.drain({ timeoutMs: 10_000 }) // on shutdown
 * ```
 */
export class PrioritizedCommandBus implements CommandBusContract {
  readonly #commandBus: CommandBusContract
  readonly #gate: ExecutionGate
  readonly #priorityOf: (command: Command) => CommandPriority

  /** @throws {@link InvalidArgumentError} when `concurrency` is less than 1 */
  constructor(options: PrioritizedCommandBusOptions) {
    const { commandBus, concurrency = 10, maxQueued = 1_000, ageingMs, clock } = options
    this.#commandBus = commandBus
    this.#gate = new ExecutionGate({ concurrency, maxQueued, ageingMs, clock })
    this.#priorityOf = options.priorityOf ?? (() => 'normal')
  }

  /** How many commands wait now, for `CQRSMetrics.observeQueue`. */
  get queued(): number {
    return this.#gate.queued
  }

  /** How many commands run and wait now. */
  get load(): { readonly running: number; readonly queued: number } {
    return { running: this.#gate.running, queued: this.#gate.queued }
  }

  /**
   * Executes a command when its turn has come. Aborting its signal takes it out of the queue.
   *
   * @throws {@link BackPressureError} when the queue is full, with `retryAfterMs` from the pace of late, or when the bus
   * is drained: nothing was executed
   * @throws {@link TimeoutError} when the deadline passes in the queue: nothing was executed
   * @throws what the inner bus throws
   */
  async execute<Definition extends CommandDefinition>(
    command: Command<Definition>,
    options: PrioritizedExecuteOptions = {},
  ): Promise<ResultOf<Definition>> {
    if (options.parent !== undefined) return this.#commandBus.execute(command, options)
    const { signal, deadline } = options
    const level = commandPriorities.indexOf(options.priority ?? this.#priorityOf(command))
    return this.#gate.run(() => this.#commandBus.execute(command, options), { level, signal, deadline })
  }

  /**
   * Refuses what comes from now on, and waits until what is here has ended: for shutdown.
   *
   * @throws {@link TimeoutError} when it has not after `timeoutMs` milliseconds: what waited was refused, what runs goes on
   */
  drain(options: { readonly timeoutMs: number }): Promise<void> {
    return this.#gate.drain(options)
  }
}
