import type { AnyDefinition, DataOf, MessageContext, Middleware, ResultOf } from '@uno-ts/types'

/** A result in place of the handler's. Wrapped, so that `undefined` can be one. */
export interface HookAnswer<Result = unknown> {
  readonly result: Result
}

type Maybe<Value> = Value | undefined | void | Promise<Value | undefined | void>

/** What is done before and after a handler. Each may be left out; what a hook throws aborts the message. */
export interface Hooks<Definition extends AnyDefinition = AnyDefinition> {
  /** Before the handler. An answer takes the handler's place: neither it nor `after` is called. */
  readonly before?:
    | ((
        data: DataOf<Definition>,
        context: MessageContext<Definition>,
      ) => Maybe<HookAnswer<ResultOf<Definition>>>)
    | undefined
  /** After the handler, before the commit. An answer replaces the result. */
  readonly after?:
    | ((
        result: ResultOf<Definition>,
        context: MessageContext<Definition>,
      ) => Maybe<HookAnswer<ResultOf<Definition>>>)
    | undefined
  /**
   * When `before`, the handler or `after` has thrown. An answer takes the error's place, and the unit of work commits;
   * without one the error goes on. A conflict found at the commit comes later and is not seen here.
   */
  readonly onError?:
    | ((error: unknown, context: MessageContext<Definition>) => Maybe<HookAnswer<ResultOf<Definition>>>)
    | undefined
}

/**
 * Calls hooks around the handlers of all messages. To use it for one type, see {@link hooksFor}. Of several the first is
 * outermost: its `before` runs first, its `after` last.
 */
export function hooks({ before, after, onError }: Hooks): Middleware {
  return async (context, next) => {
    try {
      const early = await before?.(context.message.data, context)
      if (early) return early.result
      const result = await next()
      const replaced = await after?.(result, context)
      return replaced ? replaced.result : result
    } catch (error) {
      const recovered = await onError?.(error, context)
      if (recovered) return recovered.result
      throw error
    }
  }
}

/**
 * Calls hooks around the handler of one message type; payload and result are typed by its definition. Other messages
 * pass untouched.
 *
 * @example
 * ```ts
 * import { defineQuery, hooksFor, standardMiddleware } from '@uno-ts/cqrs-core'
 * import { z } from 'zod'
 *
 * const getStock = defineQuery({ type: 'GetStock', data: z.object({ code: z.string() }), result: z.number() })
 *
 * const middleware = standardMiddleware({
 *   hooks: hooksFor(getStock, {
 *     before: ({ code }) => (code === 'GIFT' ? { result: Infinity } : undefined),
 *     after: (stock) => ({ result: Math.max(0, stock) }),
 *   }),
 * })
 * ```
 */
export function hooksFor<Definition extends AnyDefinition>(
  definition: Definition,
  ofType: Hooks<Definition>,
): Middleware {
  // Called for this definition's messages alone, so the general context is the one its hooks expect.
  const around = hooks(ofType as unknown as Hooks)
  return (context, next) => (context.message.definition === definition ? around(context, next) : next())
}
