import { isUnoError, type ReadModelDefinition } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineReadModel } from './define-read-model.ts'

const schema = z.object({
  code: z.string(),
  name: z.string(),
  unitsSold: z.int(),
  grossMilli: z.bigint(),
  note: z.string().nullable(),
  tags: z.array(z.string()),
  detail: z.object({ colour: z.string() }),
  position: z.string(),
})
const sales = { name: 'product_sales', schema, key: 'code' } as const

/** What a definition is refused for. The types refuse most of it before; other callers have no types. */
function refusal(options: object): string {
  try {
    defineReadModel({ ...sales, ...options } as never)
  } catch (error) {
    if (isUnoError(error, 'ERR_CONFIGURATION')) return error.message
    throw error
  }
  throw new Error('expected a refusal')
}

describe('a read model', () => {
  it('is a frozen value, down to its columns', () => {
    const model: ReadModelDefinition = defineReadModel({
      ...sales,
      columns: { unitsSold: { type: 'integer' } },
      indexes: [{ columns: ['unitsSold'] }],
    })
    expect(Object.isFrozen(model)).toBe(true)
    expect(Object.isFrozen(model.columns['unitsSold'])).toBe(true)
    expect(Object.isFrozen(model.indexes[0]?.columns)).toBe(true)
    expect(model.schema).toBe(schema)
  })

  it('has a column for its key without being told', () => {
    expect(defineReadModel(sales).columns).toEqual({ code: { type: 'text' } })
  })

  it('works out the tags of a row, and has none unless told', () => {
    const model = defineReadModel({ ...sales, tags: ({ name }) => [`name:${name}`] })
    expect(model.tags?.({ name: 'lamp' } as never)).toEqual(['name:lamp'])
    expect(defineReadModel(sales)).not.toHaveProperty('tags')
  })

  it('stems English unless told another language', () => {
    const search = { fields: [{ field: 'name' }] } as const
    expect(defineReadModel({ ...sales, search }).search?.language).toBe('english')
  })

  it.each(['Product', 'product-sales', '1st', 'product__sales', '', 'a'.repeat(49)])(
    'is not named "%s"',
    (name) => {
      expect(refusal({ name })).toContain('lower case words')
    },
  )

  it('refuses a column that is no field of the schema', () => {
    expect(refusal({ columns: { colour: { type: 'text' } } })).toBe(
      'read model product_sales, columns.colour: "colour" is no field of the schema',
    )
  })

  it('refuses a column SQL cannot name', () => {
    expect(refusal({ columns: { 'a b': { type: 'text' } } })).toContain('letters, digits and "_"')
  })

  it('refuses columns that differ in case only', () => {
    const loose = z.looseObject({ code: z.string() })
    const columns = { name: { type: 'text' }, Name: { type: 'text' } }
    expect(refusal({ schema: loose, columns })).toContain('differ in case only')
  })

  it('refuses a column that every read model has', () => {
    expect(refusal({ columns: { position: { type: 'text' } } })).toContain('rename the field')
  })

  it('refuses an unknown type', () => {
    expect(refusal({ columns: { name: { type: 'varchar' } } })).toContain('one of the types text, integer')
  })

  it('refuses a key that is no text, or may be null', () => {
    expect(refusal({ columns: { code: { type: 'integer' } } })).toContain('"code" must be a text')
    expect(refusal({ columns: { code: { type: 'text', nullable: true } } })).toContain('never null')
  })

  it('refuses an index over a field without a column, over one twice, or over none', () => {
    expect(refusal({ indexes: [{ columns: ['note'] }] })).toContain('indexes.0: "note" has no column')
    expect(refusal({ indexes: [{ columns: ['code', 'code'] }] })).toContain('names a column once')
    expect(refusal({ indexes: [{ columns: [] }] })).toContain('at least one column')
  })

  it('refuses to index a list together with others', () => {
    const columns = { tags: { type: 'text[]' } }
    expect(refusal({ columns, indexes: [{ columns: ['tags', 'code'] }] })).toContain('indexed alone')
    expect(refusal({ columns, indexes: [{ columns: ['tags'], unique: true }] })).toContain('not unique')
  })

  it('refuses to search what holds no text', () => {
    const columns = { unitsSold: { type: 'integer' } }
    const search = { fields: [{ field: 'unitsSold' }] }
    expect(refusal({ columns, search })).toContain('"unitsSold" is integer: search reads text and json')
    expect(refusal({ search: { fields: [{ field: 'colour' }] } })).toContain('no field of the schema')
    expect(refusal({ search: { fields: [] } })).toContain('at least one field')
  })

  it('refuses a language that is no name', () => {
    expect(refusal({ search: { language: "english'", fields: [{ field: 'name' }] } })).toContain(
      'such as "english"',
    )
  })
})
