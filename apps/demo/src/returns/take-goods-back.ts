import type { TransactResult } from '@uno-ts/cqrs-core'
import type { MessageContext, UnitOfWork } from '@uno-ts/types'
import type { Invoice } from '../invoices/invoice.ts'
import { giveBackStock } from '../stock/give-back-stock.ts'
import { unitsGivenBack } from '../stock/reservation-rule.ts'
import type { StockKeeper } from '../stock/stock-keeper.ts'
import type { GoodsReturn, ReturnEvent, Returns } from './goods-return.ts'

/** Records a return in a unit of work; a shop that reserves stock gets the units back in the same transaction. */
export async function takeGoodsBack(
  { returns, stockKeeper }: { readonly returns: Returns; readonly stockKeeper: StockKeeper },
  given: Invoice,
  options: Pick<MessageContext, 'metadata' | 'signal'> & { readonly unitOfWork: UnitOfWork },
): Promise<TransactResult<GoodsReturn, ReturnEvent>> {
  const opening = await stockKeeper.openingUnits()
  const data: Invoice = opening === undefined ? given : { ...given, stockRule: 'reservation' }
  const returned = await returns.transact(data.invoiceNo, { type: 'ReturnGoods', data }, options)
  if (opening !== undefined) {
    await giveBackStock(await options.unitOfWork.transaction(), { units: unitsGivenBack(data), opening })
  }
  return returned
}
