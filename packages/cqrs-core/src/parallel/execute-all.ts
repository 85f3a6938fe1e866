import type { AnyDefinition, Message, Outcome, ResultOf } from '@uno-ts/types'
import type { ExecuteManyOptions, OutcomesOf } from './execute-many-options.ts'

/** Executes many messages of a kind, commands or queries, a bounded number at a time. */
export interface ExecuteAll<Kind extends AnyDefinition> {
  /**
   * Executes a list and tells how each message has ended, in the order of the list. It never rejects: when `signal`
   * aborts, no more are begun, and those have its reason as their error.
   */
  <const Messages extends readonly Message<Kind>[]>(
    messages: Messages,
    options?: ExecuteManyOptions,
  ): Promise<OutcomesOf<Messages>>
  /**
   * Executes a stream, however long, and streams the outcomes in its order. It reads on only as fast as outcomes are
   * taken; at most four times `concurrency` messages are in memory. Leaving it early begins no more and waits for those
   * under way; so does aborting `signal`, which tells their outcomes and then throws its reason.
   */
  <Definition extends Kind>(
    messages: AsyncIterable<Message<Definition>>,
    options?: ExecuteManyOptions,
  ): AsyncGenerator<Outcome<ResultOf<Definition>>, void, undefined>
}
