import { InvalidArgumentError, type AnyDefinition, type Resolver } from '@uno-ts/types'
import { handlerFunction, type HandlerFunction, type HandlerLike } from './handler-like.ts'

/** How a handler is taken from a container. */
export interface ResolvedHandlerOptions {
  /** Whether each message has a scope of its own, which is disposed of when it has ended. Default false. */
  readonly scoped?: boolean | undefined
}

/**
 * A handler that a container holds under a name: it is resolved at each message, so it lives as long as the container
 * says. Awilix fits; any object with `resolve` and `createScope` does. A name that gives no handler is a
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
  if (!scoped) return async (data, context) => handlerIn(container)(data, context)
  return async (data, context) => {
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
