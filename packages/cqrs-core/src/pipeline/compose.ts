import type { MessageContext, Middleware } from '@uno-ts/types'

/** A chain, or the rest of one: takes a context to its result. */
export type Run = (context: MessageContext) => Promise<unknown>

/**
 * Puts middleware around a run, the first outermost. It is done once for a message type; a call then costs one small
 * closure for each middleware, because `next()` must remember its own context.
 */
export function compose(middleware: readonly Middleware[], innermost: Run): Run {
  return middleware.reduceRight<Run>(
    (inner, outer) => (context) => outer(context, (changed) => runOf(inner, changed ?? context)),
    innermost,
  )
}

/** `next()` never throws, it rejects: a middleware may be no async function, and a handler too. */
function runOf(run: Run, context: MessageContext): Promise<unknown> {
  try {
    return run(context)
  } catch (error) {
    return Promise.reject(error)
  }
}
