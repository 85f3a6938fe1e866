import type { AnyDefinition, Middleware } from '@uno-ts/types'
import type { HandlerLike } from './handler-like.ts'

/** A definition with the handler that answers it: what a module exports and a registry scans for. */
export interface HandlerBinding<Definition extends AnyDefinition = AnyDefinition> {
  readonly definition: Definition
  readonly handler: HandlerLike<Definition>
  /** Middleware for this type alone; it stands inside the bus's own, next to the handler. Default: none. */
  readonly middleware?: readonly Middleware[] | undefined
}

/** How a handler is registered. */
export interface HandlerOptions {
  /** Middleware for this type alone; it stands inside the bus's own, next to the handler. Default: none. */
  readonly middleware?: readonly Middleware[] | undefined
}

/**
 * Pairs a definition with its handler, checked against each other by the compiler, for `HandlerRegistry.register`.
 *
 * @example
 * ```ts
 * import { bindHandler, defineQuery, HandlerRegistry } from '@uno-ts/cqrs-core'
 * import { z } from 'zod'
 *
 * const getTime = defineQuery({ type: 'GetTime', data: z.object({}), result: z.number() })
 *
 * const timeHandlers = { getTime: bindHandler(getTime, async () => 42) }
 * const registry = new HandlerRegistry()
 * registry.register(timeHandlers) // or a module: registry.register(await import('./time.ts'))
 * ```
 */
export function bindHandler<Definition extends AnyDefinition>(
  definition: Definition,
  handler: HandlerLike<Definition>,
  options: HandlerOptions = {},
): HandlerBinding<Definition> {
  return Object.freeze({ definition, handler, middleware: options.middleware })
}

/** Finds the bindings in a binding, an array, or the own values of an object or module namespace. Other values are passed over. */
export function findBindings(source: object): readonly HandlerBinding[] {
  if (isBinding(source)) return [source]
  return Object.values(source).flatMap((value: unknown) => {
    if (isBinding(value)) return [value]
    return Array.isArray(value) ? value.filter(isBinding) : []
  })
}

function isBinding(value: unknown): value is HandlerBinding {
  if (typeof value !== 'object' || value === null) return false
  const { definition, handler } = value as Partial<HandlerBinding>
  return isDefinition(definition) && isHandler(handler)
}

/** Whether a value is a definition. */
export function isDefinition(value: unknown): value is AnyDefinition {
  return typeof value === 'function' && 'kind' in value && 'type' in value && 'dataSchema' in value
}

function isHandler(value: unknown): boolean {
  if (typeof value === 'function') return true
  return (
    typeof value === 'object' && value !== null && 'handle' in value && typeof value.handle === 'function'
  )
}
