import { checkPolicy, type Middleware, type Policy } from '@uno-ts/types'

/** Who may execute what. */
export interface AuthoriseOptions {
  /** By message type. */
  readonly policies: Readonly<Record<string, Policy>>
  /** For every type that `policies` does not name. It has no default: a forgotten type must not be open by accident. */
  readonly otherwise: Policy
}

/**
 * Lets a message pass when its type's policy allows its principal. It stands before validation, so somebody who may not
 * ask learns nothing of the schema; a policy function gets the payload as it came. Nested messages are asked too, for
 * the principal that is handed on.
 *
 * The middleware throws an `UnauthenticatedError` when there is no principal and one is needed, and a
 * `ForbiddenError` when the principal may not; nothing was executed.
 *
 * @example
 * ```ts
 * import { authorise } from '@uno-ts/cqrs-core'
 *
 * const middleware = authorise({
 *   policies: {
 *     GetProducts: 'public',
 *     CancelOrder: { scopes: ['orders:cancel'] },
 *     DeleteCustomer: (principal) => principal?.claims?.['role'] === 'admin',
 *   },
 *   otherwise: 'authenticated',
 * })
 * ```
 */
export function authorise({ policies, otherwise }: AuthoriseOptions): Middleware {
  const byType = new Map(Object.entries(policies))
  return async ({ message, principal }, next) => {
    await checkPolicy(byType.get(message.type) ?? otherwise, principal, message)
    return next()
  }
}
