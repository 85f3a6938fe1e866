import { ForbiddenError } from '../error/forbidden-error.ts'
import { UnauthenticatedError } from '../error/unauthenticated-error.ts'
import type { Message } from '../message/definition.ts'
import type { Policy } from './policy.ts'
import type { Principal } from './principal.ts'

/** A policy that can be decided without a message. */
export type StandingPolicy = Extract<Policy, string | { readonly scopes: readonly string[] }>

/**
 * Lets a principal pass whom a policy allows a message.
 *
 * @throws UnauthenticatedError when there is no principal and one is needed
 * @throws ForbiddenError when the principal may not, naming the scopes it lacks
 */
export async function checkPolicy(
  policy: Policy,
  principal: Principal | undefined,
  message: Message,
): Promise<void> {
  if (typeof policy !== 'function') return checkStandingPolicy(policy, principal, message.type)
  if (await policy(principal, message)) return
  throw principal === undefined ? unauthenticated(message.type) : forbidden(message.type)
}

/**
 * As {@link checkPolicy}, for what can be decided before there is a message.
 *
 * @param name - what is asked for: a message's type, or a stream
 */
export function checkStandingPolicy(
  policy: StandingPolicy,
  principal: Principal | undefined,
  name: string,
): void {
  if (policy === 'public') return
  if (principal === undefined) throw unauthenticated(name)
  if (policy === 'authenticated') return
  const missing = policy.scopes.filter((scope) => !principal.scopes.includes(scope))
  if (missing.length > 0) throw forbidden(name, `: it needs the scopes ${missing.join(', ')}`)
}

function unauthenticated(name: string): UnauthenticatedError {
  return new UnauthenticatedError(`"${name}" needs somebody who is signed in`)
}

function forbidden(name: string, reason = ''): ForbiddenError {
  return new ForbiddenError(`the principal may not execute "${name}"${reason}`)
}
