import type { MessageContext } from './message-context.ts'
import type { MessageMetadata } from '../message/metadata.ts'
import type { Principal } from '../security/principal.ts'

/** How one message is executed. */
export interface ExecuteOptions {
  readonly metadata?: MessageMetadata | undefined
  /** Aborting it throws its reason, untouched. What was committed before stays. */
  readonly signal?: AbortSignal | undefined
  /** When the answer is of no use any more, in milliseconds since 1970. Default: never. */
  readonly deadline?: number | undefined
  readonly principal?: Principal | undefined
  /** Says that the payload is the schema's output already, so that it is validated once. Default false. */
  readonly validated?: boolean | undefined
  /** The key under which a repeat of this command gives the first result. Default: none. */
  readonly idempotencyKey?: string | undefined
  /** The context of the handler that sends this message: metadata, signal, deadline and unit of work are handed on. */
  readonly parent?: MessageContext | undefined
}
