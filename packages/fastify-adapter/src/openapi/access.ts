import type { RouteOptions } from 'fastify'
import type { Policy } from '@uno-ts/types'

/** What a description says of who may call a route. */
export interface Access {
  /** Statuses of refusal. */
  readonly refusals: readonly number[]
  /** One of the document's security schemes, with the scopes; empty for none. `undefined` when the document names none. */
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[] | undefined
}

/** Reads from a route that is registered, and from the security schemes of the document it is described in, who may call it. */
export function accessOf(document: object): Access {
  const { route, openapiObject } = document as {
    readonly route?: RouteOptions
    readonly openapiObject?: { readonly components?: { readonly securitySchemes?: object } }
  } // as @fastify/swagger makes it
  const policy = route?.config?.cqrsRoute?.policy ?? 'public'
  const schemes = Object.keys(openapiObject?.components?.securitySchemes ?? {})
  const scopes = typeof policy === 'object' ? policy.scopes : []
  const needed = policy === 'public' ? [] : schemes.map((scheme) => ({ [scheme]: scopes }))
  return { refusals: refusalsOf(policy), ...(schemes.length === 0 ? undefined : { security: needed }) }
}

function refusalsOf(policy: Policy): readonly number[] {
  if (policy === 'public') return []
  return policy === 'authenticated' ? [401] : [401, 403]
}
