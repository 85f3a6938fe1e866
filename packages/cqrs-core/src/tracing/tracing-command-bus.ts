import type {
  Command,
  CommandBus as CommandBusContract,
  CommandDefinition,
  ExecuteOptions,
  ResultOf,
} from '@uno-ts/types'
import { messageSpans, type InSpan, type TraceOptions } from '../telemetry/message-spans.ts'
import { knownMetadata, tracedOptions } from './traced-options.ts'

/** What a {@link TracingCommandBus} is made of. */
export interface TracingCommandBusOptions extends TraceOptions {
  /** Executes each command. */
  readonly commandBus: CommandBusContract
}

/**
 * A command bus that puts a span around every command, the same as {@link trace} in the middleware: for a bus that is not
 * yours to configure, or to have what stands before it (a priority, a rate) in the span.
 *
 * @example
 * ```ts
 * import { CommandBus, HandlerRegistry, TracingCommandBus } from '@uno-ts/cqrs-core'
 *
 * const commandBus = new TracingCommandBus({ commandBus: new CommandBus({ registry: new HandlerRegistry() }) })
 * ```
 */
export class TracingCommandBus implements CommandBusContract {
  readonly #commandBus: CommandBusContract
  readonly #inSpan: InSpan

  constructor({ commandBus, tracer }: TracingCommandBusOptions) {
    this.#commandBus = commandBus
    this.#inSpan = messageSpans({ tracer })
  }

  /** Executes a command in a span. @throws what the inner bus throws */
  execute<Definition extends CommandDefinition>(
    command: Command<Definition>,
    options: ExecuteOptions = {},
  ): Promise<ResultOf<Definition>> {
    return this.#inSpan(command.definition, knownMetadata(options), (traced) =>
      this.#commandBus.execute(command, tracedOptions(options, traced)),
    )
  }
}
