import { RegistrationError } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { defineQuery } from '../define/define-query.ts'
import { QueryBus } from '../query-bus/query-bus.ts'
import { bindHandler } from './handler-binding.ts'
import { HandlerRegistry, type HandlersOf } from './handler-registry.ts'

const data = z.object({ orderId: z.string() })
const placeOrder = defineCommand({ type: 'PlaceOrder', data, result: z.string() })
const cancelOrder = defineCommand({ type: 'CancelOrder', data, result: z.string() })
const getOrder = defineQuery({ type: 'GetOrder', data, result: z.string() })

describe('a registry', () => {
  it('refuses a second handler for a type and names it', () => {
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(placeOrder, async () => 'first')

    expect(() => registry.registerCommandHandler(placeOrder, async () => 'second')).toThrow(
      'a handler for "PlaceOrder" is registered already',
    )
  })

  it('keeps the first handler when a second one was refused', async () => {
    const registry = new HandlerRegistry()
    registry.registerQueryHandler(getOrder, async () => 'first')

    expect(() => registry.registerQueryHandler(getOrder, async () => 'second')).toThrow(RegistrationError)
    expect(await new QueryBus({ registry }).execute(getOrder({ orderId: '7' }))).toBe('first')
  })

  it('names the type that has no handler', () => {
    expect(() => new HandlerRegistry().handlerOf('command', 'PlaceOrder')).toThrow(
      'no handler is registered for "PlaceOrder"',
    )
  })

  it('keeps commands and queries of one name apart', () => {
    const orderCommand = defineCommand({ type: 'Order', data, result: z.string() })
    const orderQuery = defineQuery({ type: 'Order', data, result: z.string() })
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(orderCommand, async () => 'command')
    registry.registerQueryHandler(orderQuery, async () => 'query')

    expect(registry.definitions()).toEqual([orderCommand, orderQuery])
  })

  it('lists its definitions with their schemas, all or one kind', () => {
    const registry = new HandlerRegistry()
    registry.registerQueryHandler(getOrder, async () => '')
    registry.registerCommandHandler(placeOrder, async () => '')

    expect(registry.definitions()).toEqual([placeOrder, getOrder])
    expect(registry.definitions('query')).toEqual([getOrder])
    expect(registry.definitions('command')[0]?.dataSchema).toBe(data)
    expect(registry.has(placeOrder)).toBe(true)
    expect(registry.has(cancelOrder)).toBe(false)
  })
})

describe('registering what a module holds', () => {
  it('finds the pairs among its other exports, also in arrays', () => {
    const registry = new HandlerRegistry()
    const orders = {
      category: 'order',
      placeOrder,
      placing: bindHandler(placeOrder, async () => 'placed'),
      others: [{ definition: cancelOrder, handler: async () => 'cancelled' }, 'not a pair'],
      nothing: null,
    }

    expect(registry.register(orders)).toEqual([placeOrder, cancelOrder])
    expect(registry.definitions()).toEqual([placeOrder, cancelOrder])
  })

  it('takes one pair, a list of them, or an instance with such fields', async () => {
    class OrderQueries {
      readonly #greeting = 'order'
      readonly get = bindHandler(getOrder, async ({ orderId }) => `${this.#greeting} ${orderId}`)
    }
    const registry = new HandlerRegistry()
    registry.register(bindHandler(placeOrder, async () => 'placed'))
    registry.register([bindHandler(cancelOrder, async () => 'cancelled')])
    registry.register(new OrderQueries())

    expect(await new QueryBus({ registry }).execute(getOrder({ orderId: '7' }))).toBe('order 7')
    expect(registry.definitions()).toEqual([placeOrder, cancelOrder, getOrder])
  })

  it('takes handlers that are objects, and keeps their `this`', async () => {
    class PlaceOrderHandler {
      readonly #answer = 'placed'
      async handle({ orderId }: { orderId: string }): Promise<string> {
        return `${orderId} ${this.#answer}`
      }
    }
    const registry = new HandlerRegistry()
    registry.register({ placing: { definition: placeOrder, handler: new PlaceOrderHandler() } })

    expect(await new CommandBus({ registry }).execute(placeOrder({ orderId: '7' }))).toBe('7 placed')
  })

  it('brings middleware for that type alone, next to the handler', async () => {
    const seen: string[] = []
    const note = (name: string) => async (_context: unknown, next: () => Promise<unknown>) => {
      seen.push(name)
      return next()
    }
    const registry = new HandlerRegistry()
    registry.register(bindHandler(placeOrder, async () => 'placed', { middleware: [note('own')] }))
    registry.registerCommandHandler(cancelOrder, async () => 'cancelled')
    const bus = new CommandBus({ registry, middleware: [note('bus')] })

    await bus.execute(placeOrder({ orderId: '7' }))
    await bus.execute(cancelOrder({ orderId: '7' }))
    expect(seen).toEqual(['bus', 'own', 'bus'])
  })

  it('says so when there is nothing to register', () => {
    expect(() => new HandlerRegistry().register({ placeOrder })).toThrow('found none in it')
  })
})

describe('registering every message of a module', () => {
  const orders = { placeOrder, getOrder, category: 'order' }

  it('finds the handler of each by its name', async () => {
    const registry = new HandlerRegistry()
    registry.registerEvery(orders, {
      placeOrder: async ({ orderId }) => `${orderId} placed`,
      getOrder: { handle: async ({ orderId }) => orderId },
    })

    expect(registry.definitions()).toEqual([placeOrder, getOrder])
    expect(await new CommandBus({ registry }).execute(placeOrder({ orderId: '7' }))).toBe('7 placed')
  })

  it('names the type that was left out, or has a handler', () => {
    const placing = { placeOrder: async () => 'placed' }
    const half = placing as unknown as HandlersOf<typeof orders> // as JavaScript would let it through
    const registry = new HandlerRegistry()
    expect(() => registry.registerEvery(orders, half)).toThrow('no handler is registered for "GetOrder"')
    expect(() => registry.registerEvery({ placeOrder }, placing)).toThrow(
      '"PlaceOrder" is registered already',
    )
  })
})
