import type { ExecuteOptions, Message, MessageMetadata, Outcome, ResultOf } from '@uno-ts/types'

/** How many messages are executed together. */
export interface ExecuteManyOptions extends Omit<ExecuteOptions, 'idempotencyKey' | 'metadata'> {
  /** The metadata of every message; each has a `messageId` of its own. */
  readonly metadata?: Omit<MessageMetadata, 'messageId'> | undefined
  /**
   * What one message alone is given, such as its `idempotencyKey`: it goes before what all are given, metadata field by
   * field. Places are counted from 0. Default: nothing.
   */
  readonly optionsOf?: ((message: Message, place: number) => ExecuteOptions | undefined) | undefined
}

/** How each message of a list has ended, in the order of the list. */
export type OutcomesOf<Messages extends readonly Message[]> = {
  readonly [Place in keyof Messages]: Outcome<ResultOf<Messages[Place]['definition']>>
}

/** The options of one of many messages. */
export function optionsOfOne(message: Message, place: number, options: ExecuteManyOptions): ExecuteOptions {
  const { optionsOf, ...shared } = options
  const own = optionsOf?.(message, place)
  if (own === undefined) return shared
  return { ...shared, ...own, metadata: { ...shared.metadata, ...own.metadata } }
}
