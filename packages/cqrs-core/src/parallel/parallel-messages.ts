import type { AnyDefinition, ExecuteOptions, Message, Outcome } from '@uno-ts/types'
import { ExecutionGate } from '../gate/execution-gate.ts'
import { outcomeOf } from '../outcome/outcome-of.ts'
import type { ExecuteAll } from './execute-all.ts'
import { optionsOfOne, type ExecuteManyOptions } from './execute-many-options.ts'
import { inOrder } from './in-order.ts'

/** Hands one message to its bus. */
export type ExecuteMessage = (message: Message, options?: ExecuteOptions) => Promise<unknown>

/** How many messages of a bus run at a time when nothing else is said. */
export const defaultConcurrency = 10

/** Runs ahead of the one that is told next, for each that may run: a slow one keeps that many others from waiting. */
const aheadOfSlow = 4

/** What the parallel buses do: take messages to a bus, a bounded number at a time for all callers together. */
export class ParallelMessages {
  readonly #execute: ExecuteMessage
  readonly #gate: ExecutionGate
  readonly #concurrency: number
  readonly #check: (options: ExecuteManyOptions) => void

  /** @param check - throws when many messages cannot be executed with such options */
  constructor(
    execute: ExecuteMessage,
    concurrency: number = defaultConcurrency,
    check: (options: ExecuteManyOptions) => void = () => undefined,
  ) {
    this.#execute = execute
    this.#gate = new ExecutionGate({ concurrency })
    this.#concurrency = concurrency
    this.#check = check
  }

  /** How many messages wait for a place now. */
  get queued(): number {
    return this.#gate.queued
  }

  /** One message, when its turn has come. */
  one(message: Message, options: ExecuteOptions = {}): Promise<unknown> {
    return this.#turn(options, () => this.#execute(message, options))
  }

  /** A list or a stream, typed for the buses. */
  readonly executeAll: ExecuteAll<AnyDefinition> = ((
    messages: readonly Message[] | AsyncIterable<Message>,
    options?: ExecuteManyOptions,
  ) =>
    Symbol.asyncIterator in messages
      ? this.stream(messages, options)
      : this.list(messages, options)) as ExecuteAll<AnyDefinition> // each outcome is that of its message's own handler

  /** A list: every message has an outcome, also those that an abort kept from beginning. */
  async list(
    messages: readonly Message[],
    options: ExecuteManyOptions = {},
  ): Promise<readonly Outcome<unknown>[]> {
    this.#check(options)
    const outcomes: Outcome<unknown>[] = []
    for await (const outcome of this.#inOrder(messages, options, undefined)) outcomes.push(outcome)
    return outcomes
  }

  /** A stream: outcomes come as they are known; an abort ends it after those of what was begun. */
  stream(
    messages: AsyncIterable<Message>,
    options: ExecuteManyOptions = {},
  ): AsyncGenerator<Outcome<unknown>, void, undefined> {
    this.#check(options)
    return this.#inOrder(messages, options, options.signal)
  }

  #inOrder(
    messages: Iterable<Message> | AsyncIterable<Message>,
    options: ExecuteManyOptions,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Outcome<unknown>, void, undefined> {
    const run = (message: Message, place: number, left: AbortSignal) =>
      outcomeOf(() => {
        const own = optionsOfOne(message, place, options)
        return this.#turn(own, () => {
          left.throwIfAborted()
          return this.#execute(message, own)
        })
      })
    return inOrder(messages, run, { window: this.#windowFor(options), signal })
  }

  /** Nested messages take no place, so the window bounds them; those in a unit of work share its one connection. */
  #windowFor({ parent }: ExecuteManyOptions): number {
    if (parent === undefined) return this.#concurrency * aheadOfSlow
    return parent.unitOfWork === undefined ? this.#concurrency : 1
  }

  /** A nested message has its turn: its parent, which waits for it, holds a place. */
  #turn({ parent, signal, deadline }: ExecuteOptions, execute: () => Promise<unknown>): Promise<unknown> {
    return parent === undefined ? this.#gate.run(execute, { signal, deadline }) : execute()
  }
}
