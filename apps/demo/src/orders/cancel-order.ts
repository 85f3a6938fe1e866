import { defineCommand } from '@uno-ts/cqrs-core'
import type { CommandHandler } from '@uno-ts/types'
import { z } from 'zod'
import { instant } from '../invoices/invoice-schema.ts'
import type { Invoice } from '../invoices/invoice.ts'
import type { Returns } from '../returns/goods-return.ts'
import { takeGoodsBack } from '../returns/take-goods-back.ts'
import type { StockKeeper } from '../stock/stock-keeper.ts'
import { changed, changeFields } from './change-fields.ts'
import type { OrderCancellation, Orders } from './order.ts'

export const cancelOrder = defineCommand({
  type: 'CancelOrder',
  summary: 'Undoes an order whose goods have not left the house: its lines are booked the other way round.',
  data: z.strictObject({ ...changeFields, cancelledAt: instant }),
  result: changed.extend({
    /** The invoice that books its lines the other way round. */
    cancellationNo: z.string(),
  }),
  example: { invoiceNo: '900001', cancelledAt: '2011-12-10T15:00:00Z' },
  rules: {
    ORDER_NOT_FOUND: 'There is no such order.',
    ORDER_ALREADY_CANCELLED: 'The order was cancelled before.',
    ORDER_ALREADY_DISPATCHED: 'The goods have left the house: what comes back is a return.',
    GOODS_ALREADY_RETURNED: 'Goods of the order came back before.',
  },
})

export interface CancelOrderDependencies {
  readonly orders: Orders
  readonly returns: Returns
  readonly stockKeeper: StockKeeper
}

/** The order and the goods that come back are two streams; the command's unit of work writes both or neither. */
export function cancelOrderHandler(shop: CancelOrderDependencies): CommandHandler<typeof cancelOrder> {
  return async ({ invoiceNo, expectedVersion, cancelledAt }, context) => {
    const cancellationNo = `C${invoiceNo}`
    const data = { invoiceNo, cancelledAt, cancellationNo }
    const command = { type: 'CancelOrder', data } as const
    const { state, streamVersion, globalPosition } = await shop.orders.transact(invoiceNo, command, {
      ...context,
      expectedVersion,
    })
    if ('sale' in state) await takeGoodsBack(shop, theOtherWayRound(state.sale, data), context)
    return { invoiceNo, cancellationNo, streamVersion, globalPosition }
  }
}

function theOtherWayRound(
  { country, customerId, lines }: Invoice,
  { cancellationNo, cancelledAt }: OrderCancellation,
): Invoice {
  return {
    invoiceNo: cancellationNo,
    invoicedAt: cancelledAt,
    country,
    customerId,
    lines: lines.map((line) => ({ ...line, invoicedAt: undefined, quantity: -line.quantity })),
  }
}
