import { defineCommand, readOptionsOf } from '@uno-ts/cqrs-core'
import type { CommandHandler } from '@uno-ts/types'
import type { InvoiceReferences } from '../invoices/invoice-references.ts'
import { booked, invoiceSchema } from '../invoices/invoice-schema.ts'
import type { StockKeeper } from '../stock/stock-keeper.ts'
import type { Adjustments } from './adjustment.ts'

export const bookAdjustment = defineCommand({
  type: 'BookAdjustment',
  summary: 'Corrects the books, as when a debt is written off.',
  data: invoiceSchema('adjustment', 'expected the number of an adjustment: A and digits'),
  result: booked,
  example: {
    invoiceNo: 'A900001',
    invoicedAt: '2011-12-10T17:00:00Z',
    country: 'United Kingdom',
    customerId: null,
    lines: [{ stockCode: 'B', description: 'Adjust bad debt', quantity: 1, unitPriceMilli: -11_062_060 }],
  },
  rules: { ADJUSTMENT_ALREADY_BOOKED: 'An adjustment with this number was booked before.' },
})

export interface BookAdjustmentDependencies {
  readonly adjustments: Adjustments
  readonly references: InvoiceReferences
  readonly stockKeeper: StockKeeper
}

export function bookAdjustmentHandler({
  adjustments,
  references,
  stockKeeper,
}: BookAdjustmentDependencies): CommandHandler<typeof bookAdjustment> {
  return async (given, context) => {
    await references.check('BookAdjustment', given, readOptionsOf(context))
    const data = await stockKeeper.underItsRule(given, context)
    const { streamVersion, globalPosition } = await adjustments.transact(
      data.invoiceNo,
      { type: 'BookAdjustment', data },
      context,
    )
    return { invoiceNo: data.invoiceNo, version: streamVersion, globalPosition }
  }
}
