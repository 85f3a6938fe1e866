import type { Event } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { defineProjection } from './define-projection.ts'
import type { AnyProjection, BatchProjection, Projection } from './projection.ts'

type OrderEvent =
  | Event<'Placed', { readonly lines: number }>
  | Event<'Cancelled', { readonly reason: string }>
interface Shop {
  orders: { id: string; lines: number }
}

const byType = defineProjection<OrderEvent, Shop>({
  name: 'orders',
  version: 1,
  on: {
    Placed: ({ data, streamId }, { tx }) => {
      expectTypeOf(data).toEqualTypeOf<{ readonly lines: number }>()
      return tx.insertInto('orders').values({ id: streamId, lines: data.lines }).execute()
    },
  },
})
expectTypeOf(byType).toEqualTypeOf<Projection<OrderEvent, Shop>>()
expectTypeOf(byType).toExtend<AnyProjection>()

const byBatch = defineProjection<OrderEvent, Shop>({
  name: 'orders',
  version: 1,
  eventTypes: ['Placed'],
  handleBatch: async (events) => {
    for (const event of events) if (event.type === 'Cancelled') expectTypeOf(event.data.reason).toBeString()
  },
})
expectTypeOf(byBatch).toEqualTypeOf<BatchProjection<OrderEvent, Shop>>()
expectTypeOf(byBatch).toExtend<AnyProjection>()

export const wrong: Projection<OrderEvent, Shop> = {
  name: 'orders',
  version: 1,
  on: {
    // @ts-expect-error: there is no such table
    Cancelled: (_event, { tx }) => tx.deleteFrom('nowhere').execute(),
    // @ts-expect-error: no event of the union has this type
    Shipped: () => undefined,
  },
}
