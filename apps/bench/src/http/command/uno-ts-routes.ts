import {
  CommandBus,
  defineCommand,
  EventSourcedRepository,
  HandlerRegistry,
  QueryBus,
} from '@uno-ts/cqrs-core'
import { importEvents, migrate, PostgresEventStore } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { commandRoute, cqrsPlugin, cqrsServerOptions } from '@uno-ts/fastify-adapter'
import { streamId } from '@uno-ts/types'
import fastify from 'fastify'
import { openPool } from '../../event-store/contender/open-pool.ts'
import type { RouteContender } from '../route-path.ts'
import { addLine, lineAnswer, lineBefore, lineRequest, noOrder, orders } from './add-line.ts'

const add = defineCommand({ type: 'AddLine', data: lineRequest, result: lineAnswer })

/** How the two routes of ours differ. */
interface UnoTsRouteOptions {
  /** Events an order has when a command comes to it; without any the command only appends. */
  readonly before: number
  readonly connections: number
}

/** A command route over the command bus and the event store. */
export function unoTsRoute({ before, connections }: UnoTsRouteOptions): RouteContender {
  return {
    name: 'uno-ts',
    async open(url) {
      const pool = openPool(url, connections)
      await migrate(pool, [eventStoreMigrations])
      const eventStore = new PostgresEventStore({ pool })
      const repository = new EventSourcedRepository({ eventStore, decider: orders })
      const registry = new HandlerRegistry()
      registry.registerCommandHandler(add, async (line, context) => {
        const { orderId } = line
        if (before > 0) {
          const { streamVersion } = await repository.transact(orderId, line, context)
          return { orderId, streamVersion }
        }
        const options = { expectedVersion: 'no-stream', metadata: context.metadata } as const
        const event = addLine(line, noOrder)
        const { streamVersion } = await eventStore.append(streamId('order', orderId), [event], options)
        return { orderId, streamVersion }
      })
      const app = fastify(cqrsServerOptions())
      await app.register(cqrsPlugin, {
        commandBus: new CommandBus({ registry }),
        queryBus: new QueryBus({ registry }),
        policy: 'public',
      })
      app.route(commandRoute(add, { url: '/orders', status: 201 }))
      return {
        app,
        async prepare(first, amount) {
          if (before > 0)
            await importEvents(history(first, amount, before), { pool, expectedVersion: 'no-stream' })
        },
        async written() {
          const { rows } = await pool.query<{ count: number }>(
            'select count(*)::int as count from uno.events',
          )
          return rows[0]?.count ?? 0
        },
        [Symbol.asyncDispose]: () => pool.end(),
      }
    },
  }
}

function* history(first: number, amount: number, before: number) {
  for (let nr = first; nr < first + amount; nr++) {
    for (let line = 0; line < before; line++) {
      yield { streamId: streamId('order', String(nr)), type: 'OrderLineAdded', data: lineBefore }
    }
  }
}
