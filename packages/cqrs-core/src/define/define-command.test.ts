import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCommand } from './define-command.ts'
import { defineQuery } from './define-query.ts'

const data = z.object({ orderId: z.string() })
const result = z.object({ streamVersion: z.number() })

describe('a definition', () => {
  it('is called with a payload to give the message, which carries its definition', () => {
    const placeOrder = defineCommand({ type: 'PlaceOrder', data, result })

    expect(placeOrder({ orderId: '7' })).toEqual({
      type: 'PlaceOrder',
      data: { orderId: '7' },
      definition: placeOrder,
    })
  })

  it('holds its schemas and what documentation says of it', () => {
    const placeOrder = defineCommand({
      type: 'PlaceOrder',
      data,
      result,
      summary: 'Places an order.',
      example: { orderId: '7' },
      rules: { ORDER_ALREADY_PLACED: 'The order was placed before.' },
    })

    expect(placeOrder.dataSchema).toBe(data)
    expect(placeOrder.resultSchema).toBe(result)
    expect(placeOrder.summary).toBe('Places an order.')
    expect(placeOrder.example).toEqual({ orderId: '7' })
    expect(placeOrder.rules).toEqual({ ORDER_ALREADY_PLACED: 'The order was placed before.' })
  })

  it('cannot be changed', () => {
    const placeOrder = defineCommand({ type: 'PlaceOrder', data, result })

    expect(() => Object.assign(placeOrder, { type: 'CancelOrder' })).toThrow(TypeError)
    expect(placeOrder.type).toBe('PlaceOrder')
  })

  it('shows its type as its name in stack traces', () => {
    expect(defineCommand({ type: 'PlaceOrder', data, result }).name).toBe('PlaceOrder')
  })

  it('says whether it is a command or a query', () => {
    expect(defineCommand({ type: 'PlaceOrder', data, result }).kind).toBe('command')
    expect(defineQuery({ type: 'GetOrder', data, result }).kind).toBe('query')
  })
})
