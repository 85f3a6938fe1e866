import type { Event } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import type { AnyProjection } from '../define/projection.ts'
import { defineFold } from './define-fold.ts'
import type { AnyFold, Fold } from './fold.ts'

type OrderEvent =
  | Event<'Placed', { readonly lines: number }>
  | Event<'Cancelled', { readonly reason: string }>

interface OrderRow {
  readonly lines: number
  readonly reason: string | null
  readonly at: Date | null
  readonly paid: bigint
  readonly tags: readonly string[]
}

const columns = {
  lines: 'integer',
  reason: 'text null',
  at: 'timestamptz null',
  paid: 'bigint',
  tags: 'jsonb',
} as const
const table = { name: 'orders', key: { column: 'id', type: 'text' }, columns } as const
const none: OrderRow = { lines: 0, reason: null, at: null, paid: 0n, tags: [] }

export const orders: Fold<OrderEvent, OrderRow> = defineFold({
  name: 'orders',
  version: 1,
  table,
  eventTypes: ['Placed', 'Cancelled'],
  key: ({ data }) => ('reason' in data ? [data.reason] : undefined),
  evolve(row, event, key) {
    expectTypeOf(row).toEqualTypeOf<OrderRow | undefined>()
    expectTypeOf(key).toBeString()
    if (event.type === 'Placed') expectTypeOf(event.data).toEqualTypeOf<{ readonly lines: number }>()
    return row ?? null
  },
})
expectTypeOf(orders).toExtend<AnyFold>()
expectTypeOf(orders).toExtend<AnyProjection>()

defineFold<OrderEvent, OrderRow>({
  name: 'orders',
  version: 1,
  // @ts-expect-error: `reason` may be empty, the column may not
  table: { ...table, columns: { ...columns, reason: 'text' } },
  eventTypes: ['Placed'],
  key: 'stream',
  evolve: () => none,
})

defineFold<OrderEvent, OrderRow>({
  name: 'orders',
  version: 1,
  table,
  // @ts-expect-error: no event of the union has this type
  eventTypes: ['Shipped'],
  key: 'stream',
  // @ts-expect-error: a field of the row is missing
  evolve: () => ({ lines: 1 }),
})
