import { defineTally, type Tally } from '@uno-ts/projections'
import type { SalesEvent } from './sales.ts'

/** How many units of each product are out. Counting is data: a batch of events is one statement. */
export const unitsByProduct: Tally<SalesEvent> = defineTally({
  name: 'units-by-product',
  version: 1,
  table: { name: 'units_by_product' },
  eventTypes: ['GoodsSold', 'GoodsReturned'],
  key: { sku: 'data.sku' },
  sums: { units: { GoodsSold: 'data.count', GoodsReturned: '-data.count' } },
})
