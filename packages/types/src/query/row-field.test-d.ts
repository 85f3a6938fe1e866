import { expectTypeOf } from 'vitest'
import type { Json } from '../json/json.ts'
import type {
  ComparableAt,
  FieldOf,
  ItemAt,
  ListFieldOf,
  NumberFieldOf,
  TextFieldOf,
  TimeFieldOf,
  ValueAt,
} from './row-field.ts'
import type { RowWith } from './row-with.ts'

interface Order {
  readonly id: string
  readonly kind: 'sale' | 'return'
  readonly grossMilli: bigint
  readonly units: number | null
  readonly paid: boolean
  readonly placedAt: Date
  readonly tags: readonly string[]
  readonly note?: string | undefined
  readonly address: { readonly city: string; readonly geo: { readonly lat: number } } | null
  readonly lines: readonly { readonly code: string }[]
  readonly more: Json
}

expectTypeOf<'address.geo.lat' | 'more.anything.at' | 'lines.0.code'>().toExtend<FieldOf<Order>>()
expectTypeOf<'colour'>().not.toExtend<FieldOf<Order>>()
expectTypeOf<'address.town'>().not.toExtend<FieldOf<Order>>()
expectTypeOf<'id.first'>().not.toExtend<FieldOf<Order>>()

expectTypeOf<ValueAt<Order, 'grossMilli'>>().toEqualTypeOf<bigint>()
expectTypeOf<ValueAt<Order, 'note'>>().toEqualTypeOf<string | null>()
expectTypeOf<ValueAt<Order, 'address.geo.lat'>>().toEqualTypeOf<number | null>()

expectTypeOf<ComparableAt<Order, 'kind'>>().toEqualTypeOf<'sale' | 'return'>()
expectTypeOf<ComparableAt<Order, 'units'>>().toEqualTypeOf<number>()
expectTypeOf<ComparableAt<Order, 'paid'>>().toEqualTypeOf<boolean>()
expectTypeOf<ComparableAt<Order, 'more.anything'>>().toEqualTypeOf<
  string | number | bigint | boolean | Date
>()
expectTypeOf<ComparableAt<Order, 'tags'>>().toEqualTypeOf<never>()
expectTypeOf<ItemAt<Order, 'tags'>>().toEqualTypeOf<string>()

expectTypeOf<'kind' | 'note' | 'address.city' | 'more.x'>().toExtend<TextFieldOf<Order>>()
expectTypeOf<'units'>().not.toExtend<TextFieldOf<Order>>()
expectTypeOf<'tags' | 'more.list'>().toExtend<ListFieldOf<Order>>()
expectTypeOf<'kind'>().not.toExtend<ListFieldOf<Order>>()
expectTypeOf<'grossMilli' | 'units' | 'address.geo.lat' | 'more.n'>().toExtend<NumberFieldOf<Order>>()
expectTypeOf<'paid'>().not.toExtend<NumberFieldOf<Order>>()
expectTypeOf<'placedAt'>().toExtend<TimeFieldOf<Order>>()
expectTypeOf<'id'>().not.toExtend<TimeFieldOf<Order>>()

expectTypeOf<RowWith<Order, ['id', 'note', 'address.city']>>().toEqualTypeOf<{
  readonly id: string
  readonly note: string | null
  readonly address: { readonly city: string | null }
}>()
expectTypeOf<RowWith<Order, readonly ('id' | 'units')[]>>().toEqualTypeOf<Partial<Order>>()

/** Rows whose fields are not known are asked for anything. */
expectTypeOf<'whatever'>().toExtend<FieldOf<Readonly<Record<string, unknown>>>>()
