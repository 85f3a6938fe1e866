import { defineCommand, readOptionsOf } from '@uno-ts/cqrs-core'
import type { CommandHandler } from '@uno-ts/types'
import type { InvoiceReferences } from '../invoices/invoice-references.ts'
import { booked, invoiceSchema } from '../invoices/invoice-schema.ts'
import type { StockKeeper } from '../stock/stock-keeper.ts'
import type { Returns } from './goods-return.ts'
import { takeGoodsBack } from './take-goods-back.ts'

export const returnGoods = defineCommand({
  type: 'ReturnGoods',
  summary: 'Takes goods back: a cancellation, with negative quantities.',
  data: invoiceSchema('cancellation', 'expected the number of a cancellation: C and digits'),
  result: booked,
  example: {
    invoiceNo: 'C900002',
    invoicedAt: '2011-12-10T11:45:00Z',
    country: 'United Kingdom',
    customerId: null,
    lines: [{ stockCode: '10001', quantity: -2, unitPriceMilli: 2_950 }],
  },
  rules: { GOODS_ALREADY_RETURNED: 'A cancellation with this number was taken before.' },
})

export interface ReturnGoodsDependencies {
  readonly returns: Returns
  readonly references: InvoiceReferences
  readonly stockKeeper: StockKeeper
}

export function returnGoodsHandler(shop: ReturnGoodsDependencies): CommandHandler<typeof returnGoods> {
  return async (given, context) => {
    await shop.references.check('ReturnGoods', given, readOptionsOf(context))
    const { streamVersion, globalPosition } = await takeGoodsBack(shop, given, context)
    return { invoiceNo: given.invoiceNo, version: streamVersion, globalPosition }
  }
}
