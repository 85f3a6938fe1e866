import fp from 'fastify-plugin'
import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import type {
  CommandBus,
  ConsistencyWaiter,
  Logger,
  Mediator,
  Policy,
  QueryBus,
  Resolver,
} from '@uno-ts/types'
import type { AuditOptions } from '../audit/audit-log.ts'
import { auditRequests } from '../audit/audit-requests.ts'
import { parseJsonBody } from '../payload/parse-json-body.ts'
import { settlePolicy } from '../policy/route-policy.ts'
import { problemErrorHandler } from '../problem/error-handler.ts'
import { KnownRoutes } from '../problem/known-routes.ts'
import { notFoundHandler } from '../problem/not-found-handler.ts'
import type { ProblemKind } from '../problem/problem-kinds.ts'
import { RequestScopes } from '../request-scope/request-scopes.ts'
import type { CqrsScope, MetadataOf, PrincipalOf } from './cqrs-scope.ts'

/** What {@link cqrsPlugin} needs: both buses, or a mediator that stands before them, and its settings. */
export type CqrsPluginOptions = CqrsPluginSettings & (ScopeBuses | ScopeMediator)

/** The buses of a scope. */
export interface ScopeBuses {
  /** Executes the commands of the routes in this scope. */
  readonly commandBus: CommandBus
  /** Executes their queries. */
  readonly queryBus: QueryBus
  readonly mediator?: undefined
}

/** A mediator instead of {@link ScopeBuses}. */
export interface ScopeMediator {
  /** Executes commands and queries of the routes in this scope. */
  readonly mediator: Mediator
  readonly commandBus?: undefined
  readonly queryBus?: undefined
}

/** How a scope treats its requests. */
export interface CqrsPluginSettings {
  /** Where faults of ours are logged, with the request's id. Default: Fastify's logger of the request. */
  readonly logger?: Logger | undefined
  /**
   * Who may call the routes of this scope that name no policy themselves. It has no default: a route that nobody has said
   * a policy for is refused when it is registered. `public` lets everybody.
   */
  readonly policy?: Policy | undefined
  /** Finds out who makes a request; it becomes actor and tenant of the message. Default: nobody. */
  readonly principal?: PrincipalOf | undefined
  /** Adds to the metadata of every message, such as the tenant of a host name. Default: nothing. */
  readonly metadata?: MetadataOf | undefined
  /** The longest URL with its query string, in characters, of a route of a message or a stream; a longer one is 414. Default 8,192. */
  readonly maxUrlLength?: number | undefined
  /** How many lists and objects of a payload may lie within each other; deeper ones are 400. Default 64. */
  readonly maxDepth?: number | undefined
  /**
   * Whether a result is looked at by the schema of its message before it is sent: what the schema does not name is left out,
   * and a result that does not fit is a fault of ours, 500. Not for result schemas that transform. Default false: results
   * are typed, and are sent as they are.
   */
  readonly checkResults?: boolean | undefined
  /** Writes down who did what, and how it ended. Default: nothing is written down. */
  readonly audit?: AuditOptions | undefined
  /**
   * Gives each request a scope of its own, as Awilix does, disposed of when the answer is out: handlers the container holds
   * (`resolvedHandler` of `@uno-ts/cqrs-core`) are resolved in it. Default: none; requests have no scope.
   */
  readonly container?: Resolver | undefined
  /** Waits for projections, for queries that name theirs. Default: none; such a query refuses a token with an error. */
  readonly consistency?: ConsistencyWaiter | undefined
  /** Statuses of the application's own error codes, beside or instead of those of the table. Default: none. */
  readonly problemKinds?: Readonly<Record<string, ProblemKind>> | undefined
}

/**
 * Gives the routes of a scope their buses, and answers every error in it with a problem document.
 *
 * It follows Fastify's rules of encapsulation: registered at the top it serves the whole application, registered inside
 * a plugin only that plugin's routes, with buses of its own. Register it before the routes, so that it sees them. The
 * buses stay the application's: closing Fastify ends the streams of the scope and closes nothing else.
 *
 * @example
 * ```ts
 * import type { CommandBus, QueryBus } from '@uno-ts/types'
 * import { cqrsPlugin, cqrsServerOptions } from '@uno-ts/fastify-adapter'
 * import fastify, { type FastifyInstance } from 'fastify'
 *
 * export async function shop(commandBus: CommandBus, queryBus: QueryBus): Promise<FastifyInstance> {
 *   const app = fastify({ ...cqrsServerOptions(), logger: true })
 *   await app.register(cqrsPlugin, { commandBus, queryBus, policy: 'public' })
 *   return app
 * }
 * ```
 */
export const cqrsPlugin: FastifyPluginCallback<CqrsPluginOptions> = fp(
  (app: FastifyInstance, options: CqrsPluginOptions, done: () => void) => {
    const { policy, principal, metadata, consistency } = options
    const { container, logger, problemKinds, audit, maxUrlLength = 8_192, maxDepth = 64 } = options
    const { checkResults = false } = options
    const requestScopes = container && new RequestScopes(container, logger)
    const closing = new AbortController()
    app.addHook('preClose', async () => closing.abort())
    const scope: CqrsScope = {
      ...busesOf(options),
      policy,
      principal,
      metadata,
      consistency,
      requestScopes,
      maxUrlLength,
      maxDepth,
      checkResults,
      audited: audit !== undefined,
      closing: closing.signal,
    }
    app.decorate('cqrs', scope)
    app.addHook('onRoute', function (this: FastifyInstance, route) {
      settlePolicy(this, route)
    })
    requestScopes?.follow(app)
    if (audit !== undefined) auditRequests(app, audit, logger)
    readJson(app)
    app.setErrorHandler(problemErrorHandler({ logger, kinds: problemKinds }))
    answerUnknown(app)
    done()
  },
  { name: '@uno-ts/fastify-adapter', fastify: '5.x' },
)

function busesOf({ commandBus, queryBus, mediator }: CqrsPluginOptions): Omit<ScopeBuses, 'mediator'> {
  if (mediator === undefined) return { commandBus, queryBus }
  return {
    commandBus: { execute: (command, options) => mediator.executeCommand(command, options) },
    queryBus: { execute: (query, options) => mediator.executeQuery(query, options) },
  }
}

/** Reads JSON with our parser, unless the application has brought its own. */
function readJson(app: FastifyInstance): void {
  try {
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body: Buffer, done) => {
      try {
        done(null, parseJsonBody(body))
      } catch (error) {
        done(error as Error) // parseJsonBody throws nothing else
      }
    })
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'FST_ERR_CTP_ALREADY_PRESENT') throw error
  }
}

/**
 * Answers addresses nobody answers. Fastify has one such handler for each prefix; where the application has set its own,
 * or another scope under the same prefix was first, that one stays.
 */
function answerUnknown(app: FastifyInstance): void {
  const routes = new KnownRoutes()
  app.addHook('onRoute', ({ url, method }) => routes.add(url, method))
  try {
    app.setNotFoundHandler(notFoundHandler(routes))
  } catch (error) {
    if (!String(error).includes('Not found handler already set')) throw error
  }
}
