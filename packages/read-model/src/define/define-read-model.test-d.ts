import type { Page, ReadModelDefinition, RowOf } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { criteriaOf } from '../criteria/criteria-of.ts'
import type { PostgresReadModelRepository } from '../repository/postgres-read-model-repository.ts'
import { defineReadModel } from './define-read-model.ts'

const schema = z.object({
  id: z.string(),
  name: z.string(),
  units: z.int(),
  grossMilli: z.bigint(),
  kind: z.enum(['sale', 'return']),
  seenAt: z.date().nullable(),
  tags: z.array(z.string()),
  note: z.string().optional(),
  address: z.object({ city: z.string() }),
})

const model = defineReadModel({
  name: 'orders',
  schema,
  key: 'id',
  columns: {
    name: { type: 'text' },
    kind: { type: 'text' },
    units: { type: 'number' },
    grossMilli: { type: 'bigint' },
    seenAt: { type: 'timestamp', nullable: true },
    tags: { type: 'text[]' },
    address: { type: 'json' },
  },
  indexes: [{ columns: ['units', 'name'] }],
})

expectTypeOf(model).toEqualTypeOf<ReadModelDefinition<'orders', typeof schema, 'id'>>()
expectTypeOf<RowOf<typeof model>>().toEqualTypeOf<z.output<typeof schema>>()

const orders = { name: 'orders', schema, key: 'id' } as const
const tagged = defineReadModel({ ...orders, tags: ({ kind, address }) => [kind, address.city] })
expectTypeOf(tagged).toExtend<ReadModelDefinition>()
// @ts-expect-error tags are worked out of what a row has
defineReadModel({ ...orders, tags: ({ colour }) => [colour] })
// @ts-expect-error tags are texts
defineReadModel({ ...orders, tags: ({ units }) => [units] })
// @ts-expect-error a key is a text
defineReadModel({ ...orders, key: 'units' })
// @ts-expect-error a key is always there
defineReadModel({ ...orders, key: 'note' })
// @ts-expect-error a column is a field of the row
defineReadModel({ ...orders, columns: { colour: { type: 'text' } } })
// @ts-expect-error a column's type fits the field
defineReadModel({ ...orders, columns: { units: { type: 'bigint' } } })
// @ts-expect-error a field that may be null has a nullable column
defineReadModel({ ...orders, columns: { seenAt: { type: 'timestamp' } } })
// @ts-expect-error a field that may be missing has no column
defineReadModel({ ...orders, columns: { note: { type: 'text', nullable: true } } })
// @ts-expect-error an index is over fields of the row
defineReadModel({ ...orders, indexes: [{ columns: ['colour'] }] })

defineReadModel({
  name: 'open',
  schema: z.looseObject({ id: z.string(), units: z.int() }),
  key: 'id',
  columns: { units: { type: 'integer' } },
})

const { asc, eq, gte, oneOf, contains, isNull, like } = criteriaOf(model)
eq('name', 'lamp')
eq('address.city', 'Leeds')
oneOf('kind', ['sale'])
contains('tags', ['red'])
isNull('note')
like('address.city', 'L%')
// @ts-expect-error there is no such field
eq('colour', 'red')
// @ts-expect-error units are numbers
eq('units', 'many')
// @ts-expect-error there is no such kind
oneOf('kind', ['gift'])
// @ts-expect-error tags are texts
contains('tags', [1])
// @ts-expect-error there is no such place in the address
eq('address.town', 'Leeds')
// @ts-expect-error a city is a text
eq('address.city', 7)
// @ts-expect-error null is asked by isNull
eq('note', null)
// @ts-expect-error units are no text
like('units', '1%')
// @ts-expect-error a text is no list
contains('name', ['a'])
// @ts-expect-error a list has no order
gte('tags', ['a'])
// @ts-expect-error a list has no order
asc('tags')
asc('address.city')

// A page of some fields has those alone.
declare const repository: PostgresReadModelRepository<typeof model>
expectTypeOf(repository.find({ fields: ['id', 'address.city', 'note'] })).toEqualTypeOf<
  Promise<
    Page<{
      readonly id: string
      readonly address: { readonly city: string }
      readonly note: string | null
    }>
  >
>()
expectTypeOf(repository.find({ limit: 3 })).toEqualTypeOf<Promise<Page<RowOf<typeof model>>>>()
