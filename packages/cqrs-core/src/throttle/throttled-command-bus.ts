import type {
  Command,
  CommandBus as CommandBusContract,
  CommandDefinition,
  ExecuteOptions,
  ResultOf,
} from '@uno-ts/types'
import { Throttle } from './throttle.ts'
import type { ThrottleOptions } from './throttle-options.ts'

/** What a {@link ThrottledCommandBus} is made of. */
export interface ThrottledCommandBusOptions extends ThrottleOptions {
  /** Executes each command. */
  readonly commandBus: CommandBusContract
}

/**
 * A command bus that keeps each type and each tenant to a rate, before anything else is done with a command. The same as
 * {@link throttle} in the middleware, for a bus that is not yours to configure; there it stands behind authorisation
 * and validation, so what they refuse costs nobody's rate.
 *
 * A nested command (`{ parent: context }`) passes: its parent has been let in.
 *
 * @example
 * ```ts
 * import { CommandBus, HandlerRegistry, ThrottledCommandBus } from '@uno-ts/cqrs-core'
 *
 * const commandBus = new ThrottledCommandBus({
 *   commandBus: new CommandBus({ registry: new HandlerRegistry() }),
 *   everyType: { perSecond: 200 },
 *   maxQueued: 50,
 * })
 * await commandBus.drain({ timeoutMs: 10_000 }) // on shutdown
 * ```
 */
export class ThrottledCommandBus implements CommandBusContract {
  readonly #commandBus: CommandBusContract
  readonly #throttle: Throttle

  constructor(options: ThrottledCommandBusOptions) {
    this.#commandBus = options.commandBus
    this.#throttle = new Throttle(options)
  }

  /** How many commands wait now. */
  get queued(): number {
    return this.#throttle.queued
  }

  /**
   * Executes a command as soon as the limits of its type and its tenant let it. Aborting its signal takes it out of the
   * queue.
   *
   * @throws {@link BackPressureError} with `retryAfterMs` when too many wait for the same limit, it would have to wait too
   * long, or the bus is drained: nothing was executed
   * @throws what the inner bus throws
   */
  execute<Definition extends CommandDefinition>(
    command: Command<Definition>,
    options: ExecuteOptions = {},
  ): Promise<ResultOf<Definition>> {
    const { parent, principal, metadata, signal, deadline } = options
    if (parent !== undefined) return this.#commandBus.execute(command, options)
    const message = { type: command.type, tenant: principal?.tenant ?? metadata?.tenant }
    return this.#throttle.run(message, () => this.#commandBus.execute(command, options), { signal, deadline })
  }

  /**
   * Refuses what comes from now on, and waits until what is here has ended: for shutdown.
   *
   * @throws {@link TimeoutError} when it has not after `timeoutMs` milliseconds: what waited was refused, what runs goes on
   */
  drain(options: { readonly timeoutMs: number }): Promise<void> {
    return this.#throttle.drain(options)
  }
}
