import type { Decider } from '@uno-ts/cqrs-core'
import type { Event } from '@uno-ts/types'
import { z } from 'zod'

/** What both routes of a command are sent. */
export const lineRequest = z.object({
  orderId: z.string().min(1).max(64),
  stockCode: z.string().min(1).max(20),
  quantity: z.int().min(1).max(1_000),
})
export type LineRequest = z.output<typeof lineRequest>
export const lineAnswer = z.object({ orderId: z.string(), streamVersion: z.number() })

/** What happens to an order. */
export type LineAdded = Event<'OrderLineAdded', { readonly stockCode: string; readonly quantity: number }>

/** What a command needs to know of an order. */
export interface Order {
  readonly lines: number
  readonly quantity: number
}

export const noOrder: Order = { lines: 0, quantity: 0 }

export function evolve(order: Order, { data }: Pick<LineAdded, 'data'>): Order {
  return { lines: order.lines + 1, quantity: order.quantity + data.quantity }
}

/** The next line of an order that has not too much in it. */
export function addLine({ stockCode, quantity }: LineRequest, order: Order): LineAdded {
  if (order.quantity + quantity > 1_000_000) throw new Error('too much for one order')
  return { type: 'OrderLineAdded', data: { stockCode, quantity } }
}

/** The decider of the same. */
export const orders: Decider<Order, LineRequest, LineAdded> = {
  category: 'order',
  initialState: () => noOrder,
  decide: (line, order) => [addLine(line, order)],
  evolve,
}

/** The body of a request, its number in place of `<nr>`. */
export const lineBody: string = JSON.stringify({ orderId: '<nr>', stockCode: '85123A', quantity: 6 })

/** The lines an order has before, for `insert … select`. */
export const lineBefore = { stockCode: '22423', quantity: 2 }
