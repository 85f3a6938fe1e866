import { defineCommand } from '@uno-ts/cqrs-core'
import type { CommandHandler, MessageContext, UnitOfWorkFactory } from '@uno-ts/types'
import type { InvoiceReferences } from '../invoices/invoice-references.ts'
import { booked, invoiceSchema } from '../invoices/invoice-schema.ts'
import type { Invoice } from '../invoices/invoice.ts'
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
  readonly unitsOfWork: UnitOfWorkFactory
}

export function returnGoodsHandler(shop: ReturnGoodsDependencies): CommandHandler<typeof returnGoods> {
  return async (given, context) => {
    await shop.references.check('ReturnGoods', given, context)
    const opening = await shop.stockKeeper.openingUnits()
    const { streamVersion, globalPosition } =
      opening === undefined
        ? await shop.returns.transact(given.invoiceNo, { type: 'ReturnGoods', data: given }, context)
        : await returnToStock(shop, given, context)
    return { invoiceNo: given.invoiceNo, version: streamVersion, globalPosition: String(globalPosition) }
  }
}

/** Records the return and gives the units back in one transaction. */
async function returnToStock(
  { returns, stockKeeper, unitsOfWork }: ReturnGoodsDependencies,
  given: Invoice,
  { metadata, signal }: Pick<MessageContext, 'metadata' | 'signal'>,
) {
  await using unitOfWork = unitsOfWork.begin()
  const returned = await takeGoodsBack({ returns, stockKeeper }, given, { metadata, signal, unitOfWork })
  const { globalPosition } = await unitOfWork.commit({ signal })
  return { ...returned, globalPosition }
}
