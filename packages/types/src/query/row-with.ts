import type { ValueAt } from './row-field.ts'

/**
 * A row with some of its fields, as a page gives it that was asked for `fields`: what is missing is `null`, and a place
 * inside a document keeps the objects around it. Which ones is known where they are written out; else any may be absent.
 */
export type RowWith<Row, Fields extends readonly string[]> = number extends Fields['length']
  ? Partial<Row>
  : Picked<Row, Fields[number]>

type Picked<Row, Field extends string> = {
  readonly [Key in FirstKey<Field>]: Key extends Field
    ? ValueAt<Row, Key>
    : Picked<Inner<Row, Key>, RestAfter<Field, Key>>
}

type FirstKey<Field extends string> = Field extends `${infer Key}.${string}` ? Key : Field

type RestAfter<Field extends string, Key extends string> = Field extends `${Key}.${infer Rest}` ? Rest : never

/** The object at a key; where it may be missing, all that is inside it may. */
type Inner<Row, Key extends string> = Key extends keyof Row
  ? null extends Row[Key]
    ? Loose<NonNullable<Row[Key]>>
    : undefined extends Row[Key]
      ? Loose<NonNullable<Row[Key]>>
      : Row[Key]
  : unknown

type Loose<Value> = Value extends object ? { [Key in keyof Value]: Value[Key] | null } : Value
