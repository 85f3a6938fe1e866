import type { CriteriaValue } from './criteria.ts'

/** How deep places inside documents are known by name; deeper ones are any text. */
type Deepest = 5
type Above = readonly [never, 0, 1, 2, 3, 4]

/** The fields of a row, and the places inside its documents: `address.city`. Where JSON is open, any place. */
export type FieldOf<Row> = PlaceOf<Row, Deepest>

type PlaceOf<Row, Depth extends number> = {
  [Key in keyof Row & string]-?: Key | PlaceInside<Key, NonNullable<Row[Key]>, Depth>
}[keyof Row & string]

type PlaceInside<Key extends string, Value, Depth extends number> = unknown extends Value
  ? `${Key}.${string}`
  : Value extends Scalar
    ? never
    : Value extends readonly unknown[]
      ? `${Key}.${string}`
      : string extends keyof Value
        ? `${Key}.${string}`
        : Depth extends 0
          ? `${Key}.${string}`
          : `${Key}.${PlaceOf<Value, NonNullable<Above[Depth]>>}`

type Scalar = string | number | bigint | boolean | Date | null | undefined

/** What a row holds at a field; `null` where it, or an object around it, may be missing. */
export type ValueAt<Row, Field extends string> = unknown extends Row
  ? unknown
  : Row extends Scalar
    ? null
    : Row extends readonly (infer Item)[]
      ? Field extends `${string}.${infer Rest}`
        ? ValueAt<Item, Rest> | null
        : Item | null
      : Field extends keyof Row
        ? Present<Row[Field]>
        : Field extends `${infer Key}.${infer Rest}`
          ? Key extends keyof Row
            ? ValueAt<NonNullable<Row[Key]>, Rest> | MissingIn<Row[Key]>
            : unknown
          : unknown

/** A field that may be missing is `null` to who asks for it. */
type Present<Value> = Exclude<Value, undefined> | MissingIn<Value>
type MissingIn<Value> = unknown extends Value
  ? never
  : null extends Value
    ? null
    : undefined extends Value
      ? null
      : never

/** What a field is compared with: its own kind; whatever can be compared where JSON is open. Never null: ask `isNull`. */
export type ComparableAt<Row, Field extends string> = Comparable<ValueAt<Row, Field>>

type Comparable<Value> = unknown extends Value
  ? Exclude<CriteriaValue, null>
  : OpenJson extends Value
    ? Exclude<CriteriaValue, null>
    : Exclude<Extract<Value, CriteriaValue>, null>

/** Whatever holds texts, numbers and booleans alike is JSON without a shape. */
type OpenJson = string | number | boolean

/** What the items of a list are compared with. */
export type ItemAt<Row, Field extends string> = ItemOf<ValueAt<Row, Field>>

type ItemOf<Value> = unknown extends Value
  ? Exclude<CriteriaValue, null>
  : Comparable<Value extends readonly (infer Item)[] ? Item : never>

/** The fields of a row that hold texts. */
export type TextFieldOf<Row> = FieldHolding<Row, string>

/** The fields of a row that hold lists. */
export type ListFieldOf<Row> = {
  [Field in FieldOf<Row>]: [ItemAt<Row, Field>] extends [never] ? never : Field
}[FieldOf<Row>]

/** The fields of a row that hold numbers. */
export type NumberFieldOf<Row> = FieldHolding<Row, number | bigint>

/** The fields of a row that hold times. */
export type TimeFieldOf<Row> = FieldHolding<Row, Date>

/** The fields of a row that have an order. */
export type OrderedFieldOf<Row> = FieldHolding<Row, Exclude<CriteriaValue, null>>

type FieldHolding<Row, Kind> = {
  [Field in FieldOf<Row>]: [Extract<ComparableAt<Row, Field>, Kind>] extends [never] ? never : Field
}[FieldOf<Row>]
