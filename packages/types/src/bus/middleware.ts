import type { MessageContext } from './bus.ts'

/** Runs the rest of the chain, with a changed context when one is given, and gives its result. */
export type Next = (context?: MessageContext) => Promise<unknown>

/**
 * Stands around every message of a bus. It may change the context on the way in, the result on the way out, answer
 * without calling `next`, call it again (retries), or throw.
 */
export type Middleware = (context: MessageContext, next: Next) => Promise<unknown>
