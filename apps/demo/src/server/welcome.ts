import type { Shop } from '../container.ts'
import { listProducts } from '../products/list-products.ts'
import { getTotals } from '../reports/get-totals.ts'

export interface WelcomeOptions {
  readonly port: number
  /** Where the data is. */
  readonly place: string
  /** How many commands filled the shop just now. */
  readonly samples: number
}

/** What a newcomer is told when the shop is open. */
export async function welcome(
  { queryBus }: Pick<Shop, 'queryBus'>,
  { port, place, samples }: WelcomeOptions,
): Promise<string> {
  const { invoices, lines, customers, stockCodes } = await queryBus.execute(getTotals({}))
  const { items } = await queryBus.execute(listProducts({ limit: 1 }))
  const order = {
    invoiceNo: '900001',
    invoicedAt: '2011-12-10T09:30:00Z',
    country: 'France',
    lines: [{ stockCode: items[0]?.code ?? '10001', quantity: 12, unitPriceMilli: 2_950 }],
  }
  const url = `http://127.0.0.1:${port}`
  return `The shop is open, on ${place}.
  ${samples > 0 ? 'Sample orders were written: it holds' : 'It holds'} ${invoices} invoices with ${lines} lines, ${customers} customers, ${stockCodes} stock codes.

  Page                    ${url}
  Description of the API  ${url}/docs  (${url}/openapi.json)

Three calls to try:
  curl '${url}/api/reports/totals?asOf=2011-06-01'
  curl '${url}/api/products?sort=-unitsSold&limit=3'
  curl -X POST ${url}/api/orders -H 'content-type: application/json' -d '${JSON.stringify(order)}'

Ctrl-C stops it.`
}
