import { expectTypeOf } from 'vitest'
import type { Json } from '../json/json.ts'
import type { Aggregator } from './aggregate.ts'

interface Order {
  readonly id: string
  readonly country: string | null
  readonly grossMilli: bigint
  readonly units: number
  readonly placedAt: Date
  readonly tags: readonly string[]
  readonly more: Json
}

declare const orders: Aggregator<Order>

const byMonth = await orders.aggregate({
  groupBy: { country: 'country', month: { field: 'placedAt', bucket: 'month', zone: 'Europe/Paris' } },
  measures: {
    orders: { op: 'count' },
    gross: { op: 'sum', field: 'grossMilli' },
    average: { op: 'avg', field: 'grossMilli' },
    units: { op: 'sum', field: 'units' },
    first: { op: 'min', field: 'placedAt' },
    median: { op: 'percentile', field: 'grossMilli', fraction: 0.5 },
    weight: { op: 'max', field: 'more.weight' },
  },
})
expectTypeOf(byMonth).toEqualTypeOf<
  readonly {
    readonly country: string | null
    readonly month: Date
    readonly orders: number
    readonly gross: bigint
    readonly average: string | null
    readonly units: number
    readonly first: Date | null
    readonly median: bigint | null
    readonly weight: number | null
  }[]
>()

expectTypeOf(await orders.aggregate({ measures: { all: { op: 'count' } } })).toEqualTypeOf<
  readonly { readonly all: number }[]
>()

// @ts-expect-error a country has no sum
await orders.aggregate({ measures: { gross: { op: 'sum', field: 'country' } } })
// @ts-expect-error there is no such field
await orders.aggregate({ groupBy: { town: 'town' }, measures: { all: { op: 'count' } } })
// @ts-expect-error a list makes no group
await orders.aggregate({ groupBy: { tags: 'tags' }, measures: { all: { op: 'count' } } })
// @ts-expect-error units are no times
await orders.aggregate({ groupBy: { day: { field: 'units', bucket: 'day' } }, measures: {} })
