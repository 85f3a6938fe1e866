import type { CommandDefinition, DataOf, MessageContext, QueryDefinition, ResultOf } from '@uno-ts/types'
import type { HandlerBinding } from './handler-binding.ts'
import type { HandlerObject } from './handler-like.ts'

/**
 * A command handler as a class that names what it handles, so that it can be registered as it is. A function with
 * `bindHandler` does the same; a class is for handlers that are given what they need by their constructor.
 *
 * @example
 * ```ts
 * import { BaseCommandHandler, defineCommand, HandlerRegistry } from '@uno-ts/cqrs-core'
 * import { streamId, type EventStore } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * const openShop = defineCommand({ type: 'OpenShop', data: z.object({ id: z.string() }), result: z.void() })
 *
 * class OpenShopHandler extends BaseCommandHandler<typeof openShop> {
 *   readonly definition = openShop
 *   readonly #eventStore: EventStore
 *
 *   constructor(eventStore: EventStore) {
 *     super()
 *     this.#eventStore = eventStore
 *   }
 *
 *   async handle({ id }: { readonly id: string }): Promise<void> {
 *     const opened = { type: 'ShopOpened', data: {} }
 *     await this.#eventStore.append(streamId('shop', id), [opened], { expectedVersion: 'no-stream' })
 *   }
 * }
 *
 * export const register = (registry: HandlerRegistry, eventStore: EventStore) =>
 *   registry.register(new OpenShopHandler(eventStore))
 * ```
 */
export abstract class BaseCommandHandler<Definition extends CommandDefinition>
  implements HandlerObject<Definition>, HandlerBinding<Definition>
{
  /** What it handles. */
  abstract readonly definition: Definition

  /** Itself: a registry takes it as it is. */
  get handler(): this {
    return this
  }

  /** Handles one command whose data fits its schema. What it throws is what the caller gets. */
  abstract handle(
    data: DataOf<Definition>,
    context: MessageContext<Definition>,
  ): Promise<ResultOf<Definition>>
}

/** A query handler as a class that names what it answers; see {@link BaseCommandHandler}. */
export abstract class BaseQueryHandler<Definition extends QueryDefinition>
  implements HandlerObject<Definition>, HandlerBinding<Definition>
{
  /** What it answers. */
  abstract readonly definition: Definition

  /** Itself: a registry takes it as it is. */
  get handler(): this {
    return this
  }

  /** Answers one query whose data fits its schema. What it throws is what the caller gets. */
  abstract handle(
    data: DataOf<Definition>,
    context: MessageContext<Definition>,
  ): Promise<ResultOf<Definition>>
}
