import type { Schema } from '@uno-ts/types'

/** What a schema gives: the data of an event as the program sees it. */
export type SchemaData<Given extends Schema> = NonNullable<Given['~standard']['types']>['output']

/** What the last of several schemas gives: the data as it is today. */
export type CurrentData<Schemas extends readonly Schema[]> = Schemas extends readonly [
  ...(readonly Schema[]),
  infer Last extends Schema,
]
  ? SchemaData<Last>
  : never
