import type { RequestListener } from 'node:http'
import {
  cqrsPlugin,
  cqrsServerOptions,
  healthRoutes,
  metricsRoute,
  openApiPlugin,
  requestTelemetry,
} from '@uno-ts/fastify-adapter'
import type { MetricsSource } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import type { Shop } from '../container.ts'
import { liveRoutes } from '../live/live-routes.ts'
import { pageRoutes, showPageWhereNothingIs } from '../page/page-routes.ts'
import { ShopPage } from '../page/shop-page.ts'
import { apiDescription } from './api-description.ts'
import type { FrontDoor } from './front-door.ts'
import { databaseCheck, projectionCheck } from './health-checks.ts'
import { protect } from './protection.ts'
import { shopRoutes } from './shop-routes.ts'

type ShopParts =
  | 'commandBus'
  | 'queryBus'
  | 'eventStore'
  | 'projectionRunner'
  | 'changes'
  | 'pool'
  | 'redis'
  | 'logger'

export interface ShopServerOptions {
  readonly shop: Pick<Shop, ShopParts>
  /** The server that listens already. */
  readonly door: FrontDoor
  /** The page; without it one that is built when somebody asks for it. */
  readonly page?: ShopPage | undefined
  /** The metrics page. Without it there is none. */
  readonly metrics?: MetricsSource | undefined
}

/** Puts the HTTP side of the shop together, the API, its description, health and the page, and opens the door. */
export async function shopServer({
  shop,
  door,
  page = new ShopPage(),
  metrics,
}: ShopServerOptions): Promise<FastifyInstance> {
  const { commandBus, queryBus, projectionRunner, logger } = shop
  let inside: RequestListener | undefined
  const app: FastifyInstance = fastify({
    ...cqrsServerOptions(),
    bodyLimit: 4 * 1024 * 1024,
    serverFactory: (listener) => {
      inside = listener
      return door.server
    },
  })
  await app.register(requestTelemetry, {
    ignore: ({ url }) => url === '/metrics' || url.startsWith('/health'),
  })
  await protect(app, shop)
  await app.register(openApiPlugin, apiDescription)
  await app.register(cqrsPlugin, {
    commandBus,
    queryBus,
    consistency: projectionRunner,
    policy: 'public',
    logger,
  })
  await app.register(healthRoutes({ checks: [databaseCheck(shop), projectionCheck(shop)] }))
  if (metrics !== undefined) app.route(metricsRoute(metrics))
  await app.register(shopRoutes, { prefix: '/api' })
  await app.register(liveRoutes(shop), { prefix: '/api' })
  showPageWhereNothingIs(app, page)
  await app.register(pageRoutes(page))
  await app.ready()
  if (inside !== undefined) door.open(inside)
  return app
}
