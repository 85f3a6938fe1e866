import { unitOfWorkOf, type TransactResult } from '@uno-ts/cqrs-core'
import type { MessageContext } from '@uno-ts/types'
import type { Invoice } from '../invoices/invoice.ts'
import { giveBackStock } from '../stock/give-back-stock.ts'
import { unitsGivenBack } from '../stock/reservation-rule.ts'
import type { StockKeeper } from '../stock/stock-keeper.ts'
import type { GoodsReturn, ReturnEvent, Returns } from './goods-return.ts'

/** Records a return; a shop that reserves stock gets the units back in the same unit of work. */
export async function takeGoodsBack(
  { returns, stockKeeper }: { readonly returns: Returns; readonly stockKeeper: StockKeeper },
  given: Invoice,
  context: MessageContext,
): Promise<TransactResult<GoodsReturn, ReturnEvent>> {
  const opening = await stockKeeper.openingUnits(context)
  const data: Invoice = opening === undefined ? given : { ...given, stockRule: 'reservation' }
  const returned = await returns.transact(data.invoiceNo, { type: 'ReturnGoods', data }, context)
  if (opening !== undefined) {
    const transaction = await unitOfWorkOf(context).transaction()
    await giveBackStock(transaction, { units: unitsGivenBack(data), opening })
  }
  return returned
}
