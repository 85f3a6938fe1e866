import { describe, expect, it } from 'vitest'
import type { Invoice, InvoiceLine } from '../invoices/invoice.ts'
import { stockChanges, unitsGivenBack, unitsTaken } from './reservation-rule.ts'

const line = (stockCode: string, quantity: number, unitPriceMilli = 1_000): InvoiceLine => {
  return { stockCode, description: '', quantity, unitPriceMilli }
}
const invoice = (...lines: InvoiceLine[]): Invoice => {
  return { invoiceNo: '1', invoicedAt: '2011-01-01T00:00:00Z', country: 'EIRE', customerId: null, lines }
}

describe('the reservation rule', () => {
  it('takes the positive quantities of products, also of lines without a price', () => {
    const sale = invoice(line('10001', 5), line('10001', 2, 0), line('10001', -3, 0), line('POST', 1))
    expect(unitsTaken(sale)).toEqual(new Map([['10001', 7]]))
  })

  it('takes nothing for a sale that sells nothing', () => {
    expect(unitsTaken(invoice(line('10001', 5, 0), line('10002', -5)))).toEqual(new Map())
  })

  it('gives back what a cancellation brings, unchecked', () => {
    const cancellation = invoice(line('10001', -5), line('10001', -1), line('D', -1), line('10002', 2))
    expect(unitsGivenBack(cancellation)).toEqual(
      new Map([
        ['10001', 6],
        ['10002', -2],
      ]),
    )
  })
})

describe('the stock of a product', () => {
  it('changes by every line of every kind where nothing is reserved', () => {
    const lines = [line('10001', 5), line('10001', -2, 0), line('POST', 1)]
    for (const kind of ['sale', 'cancellation', 'adjustment'] as const) {
      expect(stockChanges(kind, invoice(...lines))).toEqual(
        new Map([
          ['10001', -3],
          ['POST', -1],
        ]),
      )
    }
  })

  it('changes by the rule where stock is reserved, and adjustments take no part', () => {
    const reserved: Invoice = { ...invoice(line('10001', 5), line('10001', -2, 0)), stockRule: 'reservation' }
    expect(stockChanges('sale', reserved)).toEqual(new Map([['10001', -5]]))
    expect(stockChanges('cancellation', reserved)).toEqual(new Map([['10001', -3]]))
    expect(stockChanges('adjustment', reserved)).toEqual(new Map())
  })
})
