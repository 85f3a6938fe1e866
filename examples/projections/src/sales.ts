import type { Event } from '@uno-ts/types'

export type SalesEvent =
  | Event<'GoodsSold', { readonly sku: string; readonly count: number; readonly customer: string }>
  | Event<'GoodsReturned', { readonly sku: string; readonly count: number; readonly customer: string }>

/** Some history: three sales, one of which came back in part. */
export const someSales: readonly SalesEvent[] = [
  { type: 'GoodsSold', data: { sku: 'mug', count: 6, customer: 'Ada' } },
  { type: 'GoodsSold', data: { sku: 'jug', count: 1, customer: 'Ada' } },
  { type: 'GoodsSold', data: { sku: 'mug', count: 4, customer: 'Eve' } },
  { type: 'GoodsReturned', data: { sku: 'mug', count: 1, customer: 'Eve' } },
]
