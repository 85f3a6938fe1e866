import { defineCommand } from '@uno-ts/cqrs-core'
import type { Event } from '@uno-ts/types'
import { z } from 'zod'

interface OfOrder {
  readonly orderId: string
}

export type ShopEvent =
  | Event<'OrderPlaced', OfOrder & { readonly item: string; readonly cents: number }>
  | Event<'OrderCancelled', OfOrder & { readonly reason: string }>
  | Event<'PaymentRequested', OfOrder & { readonly cents: number }>
  | Event<'PaymentTaken', OfOrder>
  | Event<'PaymentRefunded', OfOrder & { readonly cents: number }>
  | Event<'OrderShipped', OfOrder & { readonly item: string }>

const orderId = z.string()
const cents = z.number()
const item = z.string()
const result = z.void()

export const requestPayment = defineCommand({
  type: 'RequestPayment',
  data: z.object({ orderId, cents }),
  result,
})
export const refundPayment = defineCommand({
  type: 'RefundPayment',
  data: z.object({ orderId, cents }),
  result,
})
export const shipOrder = defineCommand({
  type: 'ShipOrder',
  data: z.object({ orderId, item }),
  result,
  rules: { OUT_OF_STOCK: 'there is none of it left' },
})
export const cancelOrder = defineCommand({
  type: 'CancelOrder',
  data: z.object({ orderId, reason: z.string() }),
  result,
})
