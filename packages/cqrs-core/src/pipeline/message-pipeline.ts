import {
  InvalidArgumentError,
  type Clock,
  type ExecuteOptions,
  type Message,
  type MessageKind,
  type Middleware,
} from '@uno-ts/types'
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
  /** How long a message may take that brings no deadline and has no parent, in milliseconds. Default: for ever. */
  readonly messageTimeoutMs?: number | undefined
  /** The signal of messages that bring none. */
  readonly signal: AbortSignal
  readonly source: ContextSource
}

const noOptions: ExecuteOptions = {}

/** What both buses do: find the chain of a message's type, make its context, run it. */
export class MessagePipeline {
  readonly #chains = new Map<string, Run>()
  readonly #options: MessagePipelineOptions

  /** @throws InvalidArgumentError when no message could ever be in time */
  constructor(options: MessagePipelineOptions) {
    const { messageTimeoutMs = Infinity } = options
    if (!(messageTimeoutMs > 0)) {
      throw new InvalidArgumentError(`expected a messageTimeoutMs of more than 0, found ${messageTimeoutMs}`)
    }
    this.#options = options
  }

  /** Runs one message. Not an async function: the way of a message without signal and deadline makes no promise of its own. */
  execute(message: Message, given: ExecuteOptions = noOptions): Promise<unknown> {
    try {
      const options = this.#options.messageTimeoutMs === undefined ? given : this.#timed(given)
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

  /** A nested message has the deadline of its parent. */
  #timed(options: ExecuteOptions): ExecuteOptions {
    const { clock, messageTimeoutMs = Infinity } = this.#options
    if (options.deadline !== undefined || options.parent !== undefined) return options
    return { ...options, deadline: clock.now() + messageTimeoutMs }
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
