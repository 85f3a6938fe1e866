import type { RouteOptions } from 'fastify'
import type { Channels, WebSocketConfig } from '../web-socket/web-socket-config.ts'
import { webSocketRoute, type WebSocketRoute } from '../web-socket/web-socket-route.ts'
import type { CommandDefinition, QueryDefinition } from '@uno-ts/types'
import { commandRoute } from '../command-route/command-route.ts'
import type { CommandRouteOptions } from '../command-route/command-route-options.ts'
import { queryRoute } from '../query-route/query-route.ts'
import type { QueryRouteOptions } from '../query-route/query-route-options.ts'

/** What the endpoints of one factory have in common. */
export interface CQRSEndpointFactoryOptions {
  /** Stands before every `url`: `/orders`. Default: nothing. */
  readonly basePath?: string | undefined
  /** Tags of operations that name none of their own. Default: none. */
  readonly tags?: readonly string[] | undefined
}

/** The settings of one command endpoint: those of a command route, its `url` below the factory's `basePath`. */
export type CommandEndpointConfig<Definition extends CommandDefinition = CommandDefinition> =
  CommandRouteOptions<Definition>

/** The settings of one query endpoint: those of a query route, its `url` below the factory's `basePath`. */
export type QueryEndpointConfig<Definition extends QueryDefinition = QueryDefinition> =
  QueryRouteOptions<Definition>

/**
 * Makes the endpoints of one part of an API, such as those of orders: `commandRoute` and `queryRoute` with a common path
 * and common tags.
 *
 * @example
 * ```ts
 * import type { CommandDefinition, QueryDefinition } from '@uno-ts/types'
 * import { CQRSEndpointFactory } from '@uno-ts/fastify-adapter'
 * import type { FastifyInstance } from 'fastify'
 *
 * export function orders(app: FastifyInstance, placeOrder: CommandDefinition, getOrder: QueryDefinition): void {
 *   const endpoints = new CQRSEndpointFactory({ basePath: '/orders', tags: ['orders'] })
 *   app.route(endpoints.createCommandEndpoint(placeOrder, { url: '/', status: 201 }))
 *   app.route(endpoints.createQueryEndpoint(getOrder, { url: '/:orderId' }))
 * }
 * ```
 */
export class CQRSEndpointFactory {
  readonly #basePath: string
  readonly #tags: readonly string[] | undefined

  constructor({ basePath = '', tags }: CQRSEndpointFactoryOptions = {}) {
    this.#basePath = basePath
    this.#tags = tags
  }

  /** Makes the route of a command. @throws ConfigurationError as {@link commandRoute} does */
  createCommandEndpoint<Definition extends CommandDefinition>(
    definition: Definition,
    config: CommandEndpointConfig<Definition>,
  ): RouteOptions {
    return commandRoute(definition, {
      ...config,
      url: this.#urlOf(config.url),
      tags: config.tags ?? this.#tags,
    })
  }

  /** Makes the route of a query. @throws ConfigurationError as {@link queryRoute} does */
  createQueryEndpoint<Definition extends QueryDefinition>(
    definition: Definition,
    config: QueryEndpointConfig<Definition>,
  ): RouteOptions {
    return queryRoute(definition, {
      ...config,
      url: this.#urlOf(config.url),
      tags: config.tags ?? this.#tags,
    })
  }

  /** Makes the route of a WebSocket, its `url` below `basePath`. */
  createWebSocketEndpoint(channels: Channels, config: WebSocketConfig): WebSocketRoute {
    return webSocketRoute(channels, { ...config, url: this.#urlOf(config.url) })
  }

  /** The path of an endpoint; `/` is the base path itself. */
  #urlOf(url: string): string {
    return url === '/' && this.#basePath !== '' ? this.#basePath : `${this.#basePath}${url}`
  }
}
