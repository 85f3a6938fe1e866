import type { AnyDefinition, DataOf, MessageContext, ResultOf } from '@uno-ts/types'

/** A function that answers one message type. For a command it is a `CommandHandler`, for a query a `QueryHandler`. */
export type HandlerFunction<Definition extends AnyDefinition> = (
  data: DataOf<Definition>,
  context: MessageContext<Definition>,
) => Promise<ResultOf<Definition>>

/** An object whose `handle` answers one message type, such as a `TransactionalCommandHandler`. */
export interface HandlerObject<Definition extends AnyDefinition> {
  readonly handle: HandlerFunction<Definition>
}

/** Whatever answers one message type: a function, or an object with `handle`. */
export type HandlerLike<Definition extends AnyDefinition> =
  | HandlerFunction<Definition>
  | HandlerObject<Definition>

/** The function behind a handler; an object's `handle` keeps its `this`. */
export function handlerFunction<Definition extends AnyDefinition>(
  handler: HandlerLike<Definition>,
): HandlerFunction<Definition> {
  return typeof handler === 'function' ? handler : (data, context) => handler.handle(data, context)
}
