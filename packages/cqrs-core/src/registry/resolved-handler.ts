import { InvalidArgumentError, type AnyDefinition, type Resolver } from '@uno-ts/types'
import { handlerFunction, type HandlerFunction, type HandlerLike } from './handler-like.ts'

/** How a handler is taken from a container. */
export interface ResolvedHandlerOptions {
  /**
   * Whether a message that comes without the scope of a request has a scope of its own, which is disposed of when it has
   * ended. Default false.
   */
  readonly scoped?: boolean | undefined
}

/**
 * A handler that a container holds under a name: it is resolved at each message, so it lives as long as the container
 * says. Awilix fits; any object with `resolve` and `createScope` does. A message that belongs to a request with a scope of
 * its own (`resolver` of its context), nested ones too, has its handler from there. A name that gives no handler is a
 * {@link InvalidArgumentError} of the message that needed it.
 *
 * @example
 * ```ts
 * import { defineCommand, HandlerRegistry, resolvedHandler } from '@uno-ts/cqrs-core'
 * import type { Resolver } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * const openShop = defineCommand({ type: 'OpenShop', data: z.object({ id: z.string() }), result: z.void() })
 *
 * export function register(registry: HandlerRegistry, container: Resolver): void {
 *   registry.registerCommandHandler(openShop, resolvedHandler(container, 'openShopHandler', { scoped: true }))
 * }
 * ```
 */
export function resolvedHandler<Definition extends AnyDefinition>(
  container: Resolver,
  name: string,
  { scoped = false }: ResolvedHandlerOptions = {},
): HandlerFunction<Definition> {
  const handlerIn = (resolver: Resolver) => handlerFunction(mustBeHandler<Definition>(resolver, name))
  return async (data, context) => {
    if (context.resolver !== undefined || !scoped) {
      return handlerIn(context.resolver ?? container)(data, context)
    }
    const scope = container.createScope()
    try {
      return await handlerIn(scope)(data, context)
    } finally {
      await scope.dispose?.()
    }
  }
}

function mustBeHandler<Definition extends AnyDefinition>(
  resolver: Resolver,
  name: string,
): HandlerLike<Definition> {
  const found = resolver.resolve<HandlerLike<Definition> | undefined>(name)
  if (typeof found === 'function' || typeof found?.handle === 'function') return found
  throw new InvalidArgumentError(
    `expected the container to hold a handler as "${name}", found ${typeof found}`,
  )
}
