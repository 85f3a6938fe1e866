import { defineProjection, type BatchProjection } from '@uno-ts/projections'
import { SqlGraphTarget } from '@uno-ts/query-search'
import type { Event, RecordedEvent } from '@uno-ts/types'
import { isProductCode, isSold, type Invoice } from '../invoices/invoice.ts'
import { productGraph } from './product-graph.ts'

type Placed = Event<'OrderPlaced', Invoice>

const graph = new SqlGraphTarget({ graph: productGraph })

/** Keeps which product was in which basket. */
export const basketLines: BatchProjection<Placed, unknown> = defineProjection({
  name: 'basket-lines',
  version: 1,
  eventTypes: ['OrderPlaced'],
  reset: ({ tx, tenant }) => graph.clear({ tx, tenant }),
  handleBatch: (events, { tx }) =>
    graph.apply(
      events.flatMap((event) =>
        productsOf(event).map((from) => ({
          type: 'upsertEdge' as const,
          edge: 'IN' as const,
          from,
          to: event.data.invoiceNo,
        })),
      ),
      { tx },
    ),
})

function productsOf({ data }: RecordedEvent<Placed>): readonly string[] {
  const sold = data.lines.filter((line) => isSold('sale', line) && isProductCode(line.stockCode))
  return [...new Set(sold.map(({ stockCode }) => stockCode))]
}
