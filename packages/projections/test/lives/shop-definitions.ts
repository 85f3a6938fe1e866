import { defineFold, defineTally, type Fold, type Tally } from '../../src/index.ts'
import type { ShopEvent } from './shop-events.ts'

/** What a stream has come to. */
export interface ShopRow {
  readonly events: number
  readonly last: string | null
  readonly paid: bigint
  readonly products: readonly string[]
  readonly closed: boolean
}

/** A fold keyed by its stream; a stream that is closed twice has no row. */
export const shops: Fold<ShopEvent, ShopRow> = defineFold({
  name: 'shops',
  version: 1,
  table: {
    name: 'shops',
    key: { column: 'shop_id', type: 'text' },
    columns: { events: 'integer', last: 'text null', paid: 'bigint', products: 'jsonb', closed: 'boolean' },
  },
  eventTypes: ['Sold', 'Returned', 'Closed'],
  key: 'stream',
  evolve(row = { events: 0, last: null, paid: 0n, products: [], closed: false }, event) {
    switch (event.type) {
      case 'Sold': {
        const { product, paid = '0' } = event.data
        const products = typeof product === 'string' ? [...row.products, product] : row.products
        const last = product ?? row.last
        return {
          ...row,
          events: row.events + 1,
          last,
          paid: row.paid + BigInt(paid),
          products,
          closed: false,
        }
      }
      case 'Returned':
        return { ...row, events: row.events + 1, last: null, closed: false }
      case 'Closed':
        return row.closed ? null : { ...row, closed: true }
      case 'Unheard':
        return row
    }
  },
})

/** What a product's fold keeps. */
export interface ProductRow {
  readonly trail: string
}

/** A fold whose order matters, keyed across streams; an event may change several rows, or none. */
export const trails: Fold<ShopEvent, ProductRow> = defineFold({
  name: 'trails',
  version: 1,
  table: { name: 'trails', key: { column: 'product', type: 'text' }, columns: { trail: 'text' } },
  eventTypes: ['Sold', 'Returned'],
  key: ({ type, data }) => {
    if (!('product' in data) || typeof data.product !== 'string') return undefined
    return type === 'Sold' ? data.product : [data.product, `returned ${data.product}`]
  },
  evolve: (row, { type, streamId }) => ({ trail: `${row?.trail ?? ''} ${type}@${streamId}`.slice(-60) }),
})

/** Counts and sums of both signs, by product. */
export const sales: Tally<ShopEvent> = defineTally({
  name: 'sales',
  version: 1,
  table: { name: 'sales' },
  eventTypes: ['Sold', 'Returned'],
  key: { product: 'data.product' },
  sums: {
    events: 1,
    returns: { Returned: 1 },
    quantity: { Sold: 'data.quantity', Returned: '-data.quantity' },
    paid: 'data.paid',
  },
  min: { least: 'data.quantity' },
  max: { most: 'data.quantity' },
})

/** One row for all. */
export const totals: Tally<ShopEvent> = defineTally({
  name: 'totals',
  version: 1,
  table: { name: 'totals' },
  eventTypes: ['Sold', 'Closed'],
  key: {},
  sums: { sold: { Sold: 1 }, weighted: { Sold: 3, Closed: -1 }, paid: 'data.paid' },
})

/** A row for each stream and type. */
export const kinds: Tally<ShopEvent> = defineTally({
  name: 'kinds',
  version: 1,
  table: { name: 'kinds', tenantColumn: null },
  eventTypes: ['Sold', 'Returned', 'Closed'],
  key: { shop: 'streamId', kind: 'type' },
  sums: { events: 1 },
})
