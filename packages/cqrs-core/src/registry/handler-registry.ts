import {
  InvalidArgumentError,
  RegistrationError,
  type AnyDefinition,
  type CommandDefinition,
  type Message,
  type MessageKind,
  type Middleware,
  type QueryDefinition,
} from '@uno-ts/types'
import { findBindings, isDefinition, type HandlerOptions } from './handler-binding.ts'
import {
  handlerFunction,
  type HandlerFunction,
  type HandlerLike,
  type HandlerObject,
  type ReadAheadContext,
} from './handler-like.ts'

/** A handler for each definition among the values of an object, under its name. */
export type HandlersOf<Definitions extends object> = {
  readonly [
    Name in keyof Definitions as Definitions[Name] extends AnyDefinition ? Name : never
  ]: Definitions[Name] extends AnyDefinition ? HandlerLike<Definitions[Name]> : never
}

/** A definition with everything a bus needs to answer its messages. */
export interface RegisteredHandler {
  readonly definition: AnyDefinition
  readonly handle: HandlerFunction<AnyDefinition>
  /** The handler itself, where it can read ahead. */
  readonly readsAhead: Pick<HandlerObject<AnyDefinition>, 'readAhead'> | undefined
  readonly middleware: readonly Middleware[]
}

/**
 * Knows which handler answers which message: exactly one for each command type and one for each query type.
 *
 * Handlers come one by one, or by the module or object that holds them. A bus looks a type up at its first message, so
 * handlers may be registered after the bus was made.
 *
 * @example
 * ```ts
 * import { CommandBus, defineCommand, HandlerRegistry } from '@uno-ts/cqrs-core'
 * import { z } from 'zod'
 *
 * const greet = defineCommand({ type: 'Greet', data: z.object({ name: z.string() }), result: z.string() })
 *
 * const registry = new HandlerRegistry()
 * registry.registerCommandHandler(greet, async ({ name }) => `Hello, ${name}!`)
 *
 * const commandBus = new CommandBus({ registry })
 * const greeting: string = await commandBus.execute(greet({ name: 'Ada' }))
 * ```
 */
export class HandlerRegistry {
  readonly #handlers: Record<MessageKind, Map<string, RegisteredHandler>> = {
    command: new Map(),
    query: new Map(),
  }

  /**
   * Says who answers a command.
   *
   * @throws {@link RegistrationError} when the type has a handler: the first one stays
   */
  registerCommandHandler<Definition extends CommandDefinition>(
    definition: Definition,
    handler: HandlerLike<Definition>,
    options: HandlerOptions = {},
  ): void {
    this.#add(definition, handler, options)
  }

  /**
   * Says who answers a query.
   *
   * @throws {@link RegistrationError} when the type has a handler: the first one stays
   */
  registerQueryHandler<Definition extends QueryDefinition>(
    definition: Definition,
    handler: HandlerLike<Definition>,
    options: HandlerOptions = {},
  ): void {
    this.#add(definition, handler, options)
  }

  /**
   * Registers every `{ definition, handler }` that `source` holds: a module namespace, an object, an instance with such
   * fields, an array, or one such pair. Arrays in fields are looked into; other values are passed over.
   *
   * @returns the definitions registered, in the order they were found
   * @throws {@link RegistrationError} naming a type that has a handler; those before it are registered
   * @throws {@link InvalidArgumentError} when there is no pair in it
   */
  register(source: object): readonly AnyDefinition[] {
    const bindings = findBindings(source)
    if (bindings.length === 0) {
      throw new InvalidArgumentError(
        'expected an object that holds { definition, handler } pairs, found none in it',
      )
    }
    for (const { definition, handler, middleware } of bindings) this.#add(definition, handler, { middleware })
    return bindings.map(({ definition }) => definition)
  }

  /**
   * Registers a handler for every definition that `definitions` holds, such as a module's namespace: `handlers` has the
   * handler of each under the same name. The compiler finds one that is missing, one too many and one that does not fit.
   *
   * @throws {@link RegistrationError} naming a type that has no handler among them, or has one already: those before it
   * are registered
   *
   * @example
   * ```ts
   * import { defineCommand, defineQuery, HandlerRegistry } from '@uno-ts/cqrs-core'
   * import { z } from 'zod'
   *
   * const id = z.object({ id: z.string() })
   * const shop = { // or: import * as shop from './shop-messages.ts'
   *   openShop: defineCommand({ type: 'OpenShop', data: id, result: z.void() }),
   *   getShop: defineQuery({ type: 'GetShop', data: id, result: z.string() }),
   * }
   *
   * new HandlerRegistry().registerEvery(shop, {
   *   openShop: async () => undefined,
   *   getShop: async ({ id }) => `shop ${id}`,
   * })
   * ```
   */
  registerEvery<Definitions extends object>(
    definitions: Definitions,
    handlers: HandlersOf<Definitions>,
  ): void {
    // Checked against its definition by the compiler, where it was written.
    const byName = new Map(Object.entries(handlers) as [string, HandlerLike<AnyDefinition>][])
    for (const [name, definition] of Object.entries(definitions)) {
      if (!isDefinition(definition)) continue
      const handler = byName.get(name)
      if (handler === undefined) throw new RegistrationError(definition.type, 'missing')
      this.#add(definition, handler, {})
    }
  }

  /** Whether a handler is registered for the definition's type. */
  has(definition: AnyDefinition): boolean {
    return this.#handlers[definition.kind].has(definition.type)
  }

  /** All definitions, in the order of registration, with their schemas: for documentation and tools. */
  definitions(kind?: MessageKind): readonly AnyDefinition[] {
    const kinds: readonly MessageKind[] = kind === undefined ? ['command', 'query'] : [kind]
    return kinds.flatMap((each) => [...this.#handlers[each].values()].map(({ definition }) => definition))
  }

  /**
   * The handler of a type, as a bus needs it.
   *
   * @throws {@link RegistrationError} naming the type when there is none
   */
  handlerOf(kind: MessageKind, type: string): RegisteredHandler {
    const handler = this.#handlers[kind].get(type)
    if (handler === undefined) throw new RegistrationError(type, 'missing')
    return handler
  }

  /** Lets the handler of a message read what it is going to load. It never fails: what goes wrong is found out later. */
  async readAhead({ definition, type, data }: Message, context: ReadAheadContext): Promise<void> {
    try {
      await this.#handlers[definition.kind].get(type)?.readsAhead?.readAhead?.(data, context)
    } catch {
      // The handler finds out again, and tells.
    }
  }

  #add<Definition extends AnyDefinition>(
    definition: Definition,
    handler: HandlerLike<Definition>,
    { middleware = [] }: HandlerOptions,
  ): void {
    const { kind, type } = definition
    if (this.has(definition)) throw new RegistrationError(type, 'duplicate')
    // A bus calls it with messages of this definition alone.
    const handle = handlerFunction(handler) as unknown as HandlerFunction<AnyDefinition>
    const readsAhead = 'readAhead' in handler ? (handler as RegisteredHandler['readsAhead']) : undefined
    this.#handlers[kind].set(type, { definition, handle, readsAhead, middleware })
  }
}
