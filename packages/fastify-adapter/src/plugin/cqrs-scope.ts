import {
  ConfigurationError,
  type CommandBus,
  type ConsistencyWaiter,
  type MessageMetadata,
  type Policy,
  type Principal,
  type QueryBus,
} from '@uno-ts/types'
import type { FastifyRequest } from 'fastify'
import type { RequestScopes } from '../request-scope/request-scopes.ts'

/** What one registration of `cqrsPlugin` gives the routes of its scope, as `app.cqrs`. */
export interface CqrsScope {
  readonly commandBus: CommandBus
  readonly queryBus: QueryBus
  readonly principal?: PrincipalOf | undefined
  readonly metadata?: MetadataOf | undefined
  readonly consistency?: ConsistencyWaiter | undefined
  /** Who may call the routes that do not say it themselves. */
  readonly policy?: Policy | undefined
  /** The containers of requests, where the scope has one they are made from. */
  readonly requestScopes?: RequestScopes | undefined
  /** The longest URL, in characters. */
  readonly maxUrlLength: number
  /** How many lists and objects of a payload may lie within each other. */
  readonly maxDepth: number
  /** Whether results are looked at by their schema before they are sent. */
  readonly checkResults: boolean
  /** Whether requests are written down. */
  readonly audited: boolean
  /** Aborted when the application closes: streams end then, requests are finished. */
  readonly closing: AbortSignal
}

/** Finds out who makes a request; `undefined` for nobody known. */
export type PrincipalOf = (request: FastifyRequest) => Principal | undefined | Promise<Principal | undefined>

/** Adds to the metadata of a request's message, above what its headers say. */
export type MetadataOf = (request: FastifyRequest) => MessageMetadata | undefined

declare module 'fastify' {
  interface FastifyInstance {
    /** The buses of this scope, once `cqrsPlugin` is registered in it or around it. */
    readonly cqrs: CqrsScope
  }
}

/**
 * The scope a request was routed in.
 *
 * @throws ConfigurationError when `cqrsPlugin` is not registered there
 */
export function scopeOf(request: FastifyRequest): CqrsScope {
  const scope = request.server.cqrs as CqrsScope | undefined // only a registration makes it true
  if (scope !== undefined) return scope
  throw new ConfigurationError('expected cqrsPlugin to be registered in the scope of the route, or around it')
}
