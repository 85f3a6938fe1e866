import { RegistrationError, type MessageContext } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineQuery } from '../define/define-query.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { QueryBus } from './query-bus.ts'

const getOrder = defineQuery({
  type: 'GetOrder',
  data: z.object({ orderId: z.string().min(1) }),
  result: z.object({ orderId: z.string() }).nullable(),
})

describe('a query bus', () => {
  it('answers with what the handler answers, falsy or not', async () => {
    const registry = new HandlerRegistry()
    registry.registerQueryHandler(getOrder, async ({ orderId }) => (orderId === '7' ? { orderId } : null))
    const bus = new QueryBus({ registry })

    expect(await bus.execute(getOrder({ orderId: '7' }))).toEqual({ orderId: '7' })
    expect(await bus.execute(getOrder({ orderId: '8' }))).toBeNull()
  })

  it('validates, and names a type without handler', async () => {
    const registry = new HandlerRegistry()
    const bus = new QueryBus({ registry })
    await expect(bus.execute(getOrder({ orderId: '7' }))).rejects.toThrow(RegistrationError)
    registry.registerQueryHandler(getOrder, async () => null)

    await expect(bus.execute(getOrder({ orderId: '' }))).rejects.toMatchObject({ code: 'ERR_VALIDATION' })
  })

  it('offers itself for nested queries, and no command bus', async () => {
    const contexts: MessageContext[] = []
    const registry = new HandlerRegistry()
    registry.registerQueryHandler(getOrder, async (_data, context) => {
      contexts.push(context)
      return null
    })
    const bus = new QueryBus({ registry })
    await bus.execute(getOrder({ orderId: '7' }))

    expect(contexts[0]).toMatchObject({ queryBus: bus, commandBus: undefined })
  })
})
