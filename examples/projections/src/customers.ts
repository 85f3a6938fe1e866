import { defineFold, type Fold } from '@uno-ts/projections'
import type { SalesEvent } from './sales.ts'

/** What is known of a customer. */
export interface CustomerRow {
  readonly last_sku: string
  readonly returns: number
}

/** Each customer's last product, and how often they brought something back: a pure function from row to row. */
export const customers: Fold<SalesEvent, CustomerRow> = defineFold({
  name: 'customers',
  version: 1,
  table: {
    name: 'customers',
    key: { column: 'customer', type: 'text' },
    columns: { last_sku: 'text', returns: 'integer' },
  },
  eventTypes: ['GoodsSold', 'GoodsReturned'],
  key: ({ data }) => data.customer,
  evolve(row, { type, data }) {
    const { last_sku, returns } = row ?? { last_sku: data.sku, returns: 0 }
    switch (type) {
      case 'GoodsSold':
        return { last_sku: data.sku, returns }
      case 'GoodsReturned':
        return { last_sku, returns: returns + 1 }
    }
  },
})
