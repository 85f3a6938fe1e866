import { defineCommand } from '@uno-ts/cqrs-core'
import type { CommandHandler } from '@uno-ts/types'
import { z } from 'zod'
import { instant } from '../invoices/invoice-schema.ts'
import { changed, changeFields } from './change-fields.ts'
import type { Orders } from './order.ts'

export const dispatchOrder = defineCommand({
  type: 'DispatchOrder',
  summary: 'Says that the goods of an order have left the house.',
  data: z.strictObject({ ...changeFields, dispatchedAt: instant }),
  result: changed,
  example: { invoiceNo: '900001', dispatchedAt: '2011-12-10T15:00:00Z' },
  rules: {
    ORDER_NOT_FOUND: 'There is no such order.',
    ORDER_ALREADY_CANCELLED: 'The order was cancelled before.',
    ORDER_ALREADY_DISPATCHED: 'The goods have left the house before.',
  },
})

export function dispatchOrderHandler({
  orders,
}: {
  readonly orders: Orders
}): CommandHandler<typeof dispatchOrder> {
  return async ({ expectedVersion, ...data }, context) => {
    const { invoiceNo } = data
    const command = { type: 'DispatchOrder', data } as const
    const { streamVersion, globalPosition } = await orders.transact(invoiceNo, command, {
      ...context,
      expectedVersion,
    })
    return { invoiceNo, streamVersion, globalPosition }
  }
}
