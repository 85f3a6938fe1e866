import type { Middleware } from '@uno-ts/types'

/**
 * The order in which a message passes the middleware, from the outside in; the handler comes last.
 *
 * Telemetry sees everything, refusals too. Who may not ask learns nothing of the schema. What is not valid costs no
 * place in a queue. A retry begins a new transaction, and what an idempotency key remembers commits in it.
 */
export const middlewareOrder = [
  'trace',
  'metrics',
  'log',
  'authorise',
  'validate',
  'throttle',
  'retryOnConflict',
  'transaction',
  'idempotency',
  'hooks',
] as const

/** A place in the order of a message's way. */
export type MiddlewareSlot = (typeof middlewareOrder)[number]

/** What stands in each place: nothing, one middleware, or several, the first outermost. */
export type StandardMiddleware = {
  readonly [Slot in MiddlewareSlot]?: Middleware | readonly Middleware[] | undefined
}

/**
 * Puts middleware into the documented order ({@link middlewareOrder}), whatever the order it is written in. A place that
 * is left out stays empty.
 *
 * @example
 * ```ts
 * import { CommandBus, HandlerRegistry, log, retryOnConflict, standardMiddleware, trace, validate } from '@uno-ts/cqrs-core'
 *
 * const commandBus = new CommandBus({
 *   registry: new HandlerRegistry(),
 *   middleware: standardMiddleware({
 *     trace: trace(),
 *     log: log(),
 *     validate: validate(),
 *     retryOnConflict: retryOnConflict({ maxAttempts: 8 }),
 *   }),
 * })
 * ```
 */
export function standardMiddleware(slots: StandardMiddleware): readonly Middleware[] {
  return middlewareOrder.flatMap((slot) => slots[slot] ?? [])
}
