import { CommandBus, EventSourcedRepository, HandlerRegistry, QueryBus } from '@uno-ts/cqrs-core'
import {
  commandRoute,
  cqrsPlugin,
  cqrsServerOptions,
  openApiPlugin,
  queryRoute,
} from '@uno-ts/fastify-adapter'
import { NotFoundError, type EventStore } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import { getOrder } from './get-order.ts'
import { order } from './order.ts'
import { placeOrder } from './place-order.ts'

/** Makes the server over any event store: PostgreSQL, embedded, in memory. It does not listen yet. */
export async function createServer(eventStore: EventStore): Promise<FastifyInstance> {
  const orders = new EventSourcedRepository({ eventStore, decider: order })
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(placeOrder, async ({ orderId, lines }, context) => {
    const { streamVersion } = await orders.transact(orderId, { lines }, context)
    return { orderId, streamVersion }
  })
  registry.registerQueryHandler(getOrder, async ({ orderId }, { signal }) => {
    const { state, streamVersion } = await orders.load(orderId, { signal })
    if (streamVersion === 0) throw new NotFoundError('order')
    return { orderId, lines: state.lines, streamVersion }
  })

  const app = fastify(cqrsServerOptions())
  await app.register(openApiPlugin, { title: 'Orders', version: '1.0.0' }) // GET /openapi.json
  await app.register(cqrsPlugin, {
    commandBus: new CommandBus({ registry }),
    queryBus: new QueryBus({ registry }),
    policy: 'public', // whoever comes may call these routes
  })
  const location = ({ orderId }: { readonly orderId: string }) => `/orders/${orderId}`
  app.route(commandRoute(placeOrder, { url: '/orders', status: 201, location }))
  app.route(queryRoute(getOrder, { url: '/orders/:orderId' }))
  return app
}
