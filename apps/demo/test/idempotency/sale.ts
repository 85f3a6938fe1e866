/** A sale of one product, or a return of it with a quantity below zero. */
export function sale(invoiceNo: string, { quantity = invoiceNo.startsWith('C') ? -1 : 1 } = {}) {
  const line = { stockCode: '10001', description: 'ENAMEL MILK JUG', quantity, unitPriceMilli: 2_950 }
  return {
    invoiceNo,
    invoicedAt: '2011-03-04T10:15:00Z',
    country: 'Norway',
    customerId: '7',
    lines: [line],
  }
}
