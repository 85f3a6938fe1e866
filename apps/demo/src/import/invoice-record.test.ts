import { describe, expect, it } from 'vitest'
import { invoiceRecord } from './invoice-record.ts'

const good = ['536365', '85123A', 'MUG ', '6', '2010-12-01 08:26:00', '2.55', '17850.0', 'United Kingdom']
const withField = (column: number, text: string) => invoiceRecord(good.with(column, text))

describe('a line of the file', () => {
  it('is understood as it is written', () => {
    expect(invoiceRecord(good)).toEqual({
      invoiceNo: '536365',
      kind: 'sale',
      stockCode: '85123A',
      description: 'MUG ',
      quantity: 6,
      invoicedAt: '2010-12-01T08:26:00Z',
      unitPriceMilli: 2_550,
      customerId: '17850',
      country: 'United Kingdom',
    })
  })

  it('may name nobody, and nothing', () => {
    expect(withField(6, '')).toMatchObject({ customerId: null })
    expect(withField(2, '')).toMatchObject({ description: '' })
  })

  it('tells the kind by the number', () => {
    expect(withField(0, 'C536379')).toMatchObject({ kind: 'cancellation' })
    expect(withField(0, 'A563185')).toMatchObject({ kind: 'adjustment' })
  })

  it.each([
    [0, '53636', 'InvoiceNo'],
    [0, 'X53636', 'InvoiceNo'],
    [0, '', 'InvoiceNo'],
    [1, '', 'StockCode'],
    [1, 'x'.repeat(65), 'StockCode'],
    [2, 'a\0b', 'Description'],
    [3, 'six', 'Quantity'],
    [3, '6.5', 'Quantity'],
    [3, '', 'Quantity'],
    [4, '2010-13-01 08:26:00', 'InvoiceDate'],
    [4, '2011-02-29 08:26:00', 'InvoiceDate'],
    [4, '2010-12-01 24:26:00', 'InvoiceDate'],
    [4, '01/12/2010 08:26', 'InvoiceDate'],
    [5, 'free', 'UnitPrice'],
    [6, 'someone', 'CustomerID'],
    [7, '', 'Country'],
  ])('is not understood with another text in column %i: %j', (column, text, named) => {
    expect(withField(column, text)).toMatch(new RegExp(`^${named}: expected `))
  })
})
