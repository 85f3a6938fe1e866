import { CommandBus, EventSourcedRepository, HandlerRegistry, QueryBus } from '@uno-ts/cqrs-core'
import { commandRoute, cqrsPlugin, cqrsServerOptions } from '@uno-ts/fastify-adapter'
import type { EventStore } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import { order } from './order.ts'
import { placeOrder } from './place-order.ts'

/** The ways into the shop. */
export interface Shop {
  readonly commandBus: CommandBus
  readonly queryBus: QueryBus
}

/** Wires the shop over an event store. */
export function openShop(eventStore: EventStore): Shop {
  const orders = new EventSourcedRepository({ eventStore, decider: order })
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(placeOrder, (data, context) => orders.transact(data.orderId, data, context))
  return { commandBus: new CommandBus({ registry }), queryBus: new QueryBus({ registry }) }
}

/** The shop over HTTP. */
export async function serve(shop: Shop): Promise<FastifyInstance> {
  const app = fastify(cqrsServerOptions())
  await app.register(cqrsPlugin, { ...shop, policy: 'public' })
  app.route(commandRoute(placeOrder, { url: '/orders', status: 201 }))
  return app
}
