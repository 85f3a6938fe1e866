import fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import { commandRoute } from '../src/command-route/command-route.ts'
import { cqrsPlugin, type CqrsPluginSettings } from '../src/plugin/cqrs-plugin.ts'
import { cqrsServerOptions } from '../src/plugin/cqrs-server-options.ts'
import { queryRoute } from '../src/query-route/query-route.ts'
import { command, query } from './define.ts'
import { recordingBus, type RecordingBus } from './recording-bus.ts'

const orderId = z.string().min(1).max(64)

export const placeOrder = command({
  type: 'PlaceOrder',
  summary: 'Places an order.',
  data: z.strictObject({
    orderId,
    note: z.string().max(200).optional(),
    lines: z
      .array(z.strictObject({ stockCode: z.string().min(1), quantity: z.int().min(1).max(1_000_000) }))
      .min(1),
  }),
  result: z.strictObject({ orderId, streamVersion: z.int(), globalPosition: z.bigint() }),
  example: { orderId: 'o1', lines: [{ stockCode: '85123A', quantity: 6 }] },
  rules: { ORDER_ALREADY_PLACED: 'The order was placed before.' },
})

export const cancelOrder = command({
  type: 'CancelOrder',
  data: z.strictObject({ orderId, reason: z.string().optional() }),
  result: z.undefined(),
})

export const getOrder = query({
  type: 'GetOrder',
  data: z.strictObject({ orderId }),
  result: z.strictObject({ orderId, placedAt: z.date() }),
})

export const listOrders = query({
  type: 'ListOrders',
  data: z.strictObject({
    limit: z.coerce.number().int().min(1).max(100).default(20),
    after: z.string().optional(),
    status: z.array(z.enum(['placed', 'cancelled'])).optional(),
  }),
  result: z.strictObject({ items: z.array(z.strictObject({ orderId })), next: z.string().nullable() }),
})

/** An application with four routes over one bus that records. */
export async function shop(
  bus: RecordingBus = recordingBus(),
  options: Partial<CqrsPluginSettings> = {},
): Promise<FastifyInstance> {
  const app = fastify(cqrsServerOptions())
  await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public', ...options })
  const location = ({ orderId }: { orderId: string }) => `/orders/${orderId}`
  app.route(commandRoute(placeOrder, { url: '/orders', status: 201, location }))
  app.route(commandRoute(cancelOrder, { url: '/orders/:orderId/cancellation', status: 204 }))
  app.route(queryRoute(getOrder, { url: '/orders/:orderId' }))
  app.route(queryRoute(listOrders, { url: '/orders' }))
  return app
}

/** A payload of `PlaceOrder` that fits. */
export const anOrder = { orderId: 'o1', lines: [{ stockCode: '85123A', quantity: 6 }] } as const
