import type { Json, ReadModelDefinition, Schema } from '@uno-ts/types'

/** A row of the read model that repositories are held to: a column of every type, and a field without one. */
export interface Product {
  readonly id: string
  readonly name: string
  readonly category: string | null
  readonly units: number
  readonly priceMilli: bigint
  readonly rating: number | null
  readonly active: boolean
  readonly addedAt: Date | null
  readonly labels: readonly string[]
  readonly attributes: Json
  /** Kept in the document. */
  readonly note?: string | undefined
}

/** The schema of a {@link Product}. It takes every value: the suite saves nothing else. */
export interface ProductSchema extends Schema {
  readonly '~standard': Schema['~standard'] & {
    readonly types?: { readonly input: Product; readonly output: Product } | undefined
    readonly jsonSchema: object
  }
}

/** The read model of {@link Product}. Create its table before the suite runs. */
export const productModel: ReadModelDefinition<'conformance_products', ProductSchema, 'id'> = {
  name: 'conformance_products',
  schema: productSchema(),
  key: 'id',
  columns: {
    id: { type: 'text' },
    name: { type: 'text' },
    category: { type: 'text', nullable: true },
    units: { type: 'integer' },
    priceMilli: { type: 'bigint' },
    rating: { type: 'number', nullable: true },
    active: { type: 'boolean' },
    addedAt: { type: 'timestamp', nullable: true },
    labels: { type: 'text[]' },
    attributes: { type: 'json', nullable: true },
  },
  indexes: [],
  tags: ({ active }) => [active ? 'active' : 'retired'],
}

/** A product whose unimportant fields are filled in. */
export function product(id: string, fields: Partial<Product> = {}): Product {
  return {
    id,
    name: `product ${id}`,
    category: null,
    units: 0,
    priceMilli: 0n,
    rating: null,
    active: true,
    addedAt: null,
    labels: [],
    attributes: null,
    ...fields,
  }
}

/** It lists the fields, so that one that is not there can be named. */
function productSchema(): ProductSchema {
  const fields = Object.keys({ ...product(''), note: '' })
  const described = {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field, {}])),
    additionalProperties: false,
  }
  return {
    '~standard': {
      version: 1,
      vendor: 'uno-ts',
      validate: (value) => ({ value }),
      jsonSchema: { input: () => described, output: () => described },
    },
  }
}
