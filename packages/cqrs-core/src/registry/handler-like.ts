import type { AnyDefinition, DataOf, InputOf, MessageContext, ResultOf } from '@uno-ts/types'

/** Where a message is about to be handled, for who reads ahead. */
export type ReadAheadContext = Pick<MessageContext, 'metadata' | 'signal' | 'unitOfWork'>

/** A function that answers one message type. For a command it is a `CommandHandler`, for a query a `QueryHandler`. */
export type HandlerFunction<Definition extends AnyDefinition> = (
  data: DataOf<Definition>,
  context: MessageContext<Definition>,
) => Promise<ResultOf<Definition>>

/** An object whose `handle` answers one message type, such as a `TransactionalCommandHandler`. */
export interface HandlerObject<Definition extends AnyDefinition> {
  readonly handle: HandlerFunction<Definition>
  /**
   * Reads what `handle` is going to load, in the unit of work it is going to run in: an atomic batch asks the handlers of
   * its next commands, together. The payload has not been validated. What it throws is passed over. Default: nothing is
   * read ahead.
   */
  readonly readAhead?:
    | ((data: InputOf<Definition>, context: ReadAheadContext) => Promise<unknown>)
    | undefined
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
