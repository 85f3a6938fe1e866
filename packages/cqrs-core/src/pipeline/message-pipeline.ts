import type { Clock, ExecuteOptions, Message, MessageKind, Middleware } from '@uno-ts/types'
import { createContext, type ContextSource } from '../context/create-context.ts'
import { neverAborted } from '../context/never-aborted.ts'
import { withSignal } from '../context/with-signal.ts'
import type { HandlerRegistry } from '../registry/handler-registry.ts'
import { compose, type Run } from './compose.ts'

/** What a pipeline is made of. */
export interface MessagePipelineOptions {
  readonly kind: MessageKind
  readonly registry: HandlerRegistry
  readonly middleware: readonly Middleware[]
  readonly clock: Clock
  /** The signal of messages that bring none. */
  readonly signal: AbortSignal
  readonly source: ContextSource
}

const noOptions: ExecuteOptions = {}

/** What both buses do: find the chain of a message's type, make its context, run it. */
export class MessagePipeline {
  readonly #chains = new Map<string, Run>()
  readonly #options: MessagePipelineOptions

  constructor(options: MessagePipelineOptions) {
    this.#options = options
  }

  /** Runs one message. Not an async function: the way of a message without signal and deadline makes no promise of its own. */
  execute(message: Message, options: ExecuteOptions = noOptions): Promise<unknown> {
    try {
      const run = this.#chains.get(message.type) ?? this.#chainOf(message.type)
      const inherited = options.parent?.signal ?? this.#options.signal
      if (options.signal !== undefined || options.deadline !== undefined || inherited !== neverAborted) {
        return this.#executeWithSignal(run, message, options, inherited)
      }
      return run(createContext(message, options, inherited, this.#options.source))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #executeWithSignal(
    run: Run,
    message: Message,
    options: ExecuteOptions,
    inherited: AbortSignal,
  ): Promise<unknown> {
    const { clock, source } = this.#options
    const { signal, deadline } = options
    const given = signal === undefined ? [inherited] : [signal, inherited]
    const signals = given.filter((each) => each !== neverAborted)
    return withSignal({ signals, deadline, clock }, (combined) =>
      run(createContext(message, options, combined, source)),
    )
  }

  #chainOf(type: string): Run {
    const { kind, registry, middleware } = this.#options
    const { handle, middleware: own } = registry.handlerOf(kind, type)
    const chain = compose([...middleware, ...own], (context) => handle(context.message.data, context))
    this.#chains.set(type, chain)
    return chain
  }
}
