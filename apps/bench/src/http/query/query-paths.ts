import { CommandBus, defineQuery, HandlerRegistry, QueryBus } from '@uno-ts/cqrs-core'
import { cqrsPlugin, cqrsServerOptions, queryRoute } from '@uno-ts/fastify-adapter'
import fastify, { type FastifyInstance } from 'fastify'
import type { Path } from '../../suite/path.ts'
import { routePath, type OpenRouteContender, type RouteContender } from '../route-path.ts'
import { orderAnswer, orderOf, orderRequest } from './get-order.ts'

const getOrder = defineQuery({ type: 'GetOrder', data: orderRequest, result: orderAnswer })

/** A query route over the query bus. */
const unoTs: RouteContender = {
  name: 'uno-ts',
  async open() {
    const registry = new HandlerRegistry()
    registry.registerQueryHandler(getOrder, ({ orderId }) => orderOf(orderId))
    const app = fastify(cqrsServerOptions())
    await app.register(cqrsPlugin, {
      commandBus: new CommandBus({ registry }),
      queryBus: new QueryBus({ registry }),
      policy: 'public',
    })
    app.route(queryRoute(getOrder, { url: '/orders/:orderId' }))
    return serving(app)
  },
}

/** The same Fastify route by hand: the schema, the function, the answer. */
const byHand: RouteContender = {
  name: 'the route by hand',
  async open() {
    const app = fastify()
    app.get('/orders/:orderId', async (request, reply) => {
      const parsed = orderRequest.safeParse(request.params)
      if (!parsed.success) return reply.code(400).send({ issues: parsed.error.issues })
      return orderOf(parsed.data.orderId)
    })
    return serving(app)
  },
}

function serving(app: FastifyInstance): OpenRouteContender {
  return {
    app,
    prepare: async () => undefined,
    written: async () => 0,
    async [Symbol.asyncDispose]() {},
  }
}

/** Questions over HTTP. */
export function queryPaths(load: {
  readonly requests: number
  readonly connections: number
}): readonly Path[] {
  return [
    routePath({
      ...load,
      id: 'query',
      does: 'one order by its id, validated, answered without a database',
      method: 'GET',
      path: '/orders/<nr>',
      contenders: [unoTs, byHand],
      targets: [{ ours: unoTs.name, against: byHand.name, ratio: 0.85 }],
    }),
  ]
}
