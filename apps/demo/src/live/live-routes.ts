import websocket from '@fastify/websocket'
import { changesRoute, channel, eventSource, SharedChanges, webSocketRoute } from '@uno-ts/fastify-adapter'
import { projectionId, type ProjectionChange } from '@uno-ts/types'
import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import type { Shop } from '../container.ts'
import { shopNews } from './shop-news.ts'

const wanted = z.strictObject({ projections: z.array(z.string().min(1).max(100)).min(1).max(20) })

/**
 * What happens in the shop, as it happens: the events of its streams and what its read models change, over WebSocket, and
 * the changes as server-sent events too.
 */
export function liveRoutes({
  eventStore,
  changes,
}: Pick<Shop, 'eventStore' | 'changes'>): FastifyPluginAsync {
  return async (app) => {
    const events = new SharedChanges({
      source: eventSource({ eventStore, filter: { categories: ['order', 'return', 'adjustment'] } }),
    })
    await app.register(websocket)
    app.route(
      webSocketRoute(
        {
          events: channel({ source: (request) => events.follow(request), message: shopNews }),
          changes: channel<ProjectionChange, typeof wanted>({
            filter: wanted,
            source: ({ filter, after, signal }) => {
              const projections = filter.projections.map((name) => projectionId(name))
              return changes.subscribe({ projections, after, signal })
            },
          }),
        },
        { url: '/live' },
      ),
    )
    app.route(
      changesRoute(({ after, signal }) => changes.subscribe({ after, signal }), {
        url: '/changes',
        tags: ['live'],
        summary: 'What the read models change, as it happens.',
      }),
    )
  }
}
