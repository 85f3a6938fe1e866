import { defineReadModel } from '@uno-ts/read-model'
import { z } from 'zod'

/** What the API tells of a product. */
export const productRow = z.object({
  code: z.string(),
  /** Its most frequent description among sold lines; of several the smallest by code point; empty if never sold. */
  name: z.string(),
  unitsSold: z.int(),
  grossMilli: z.int(),
  netMilli: z.int(),
  netQuantity: z.int(),
  /** Invoices with a sold line of it. */
  saleInvoices: z.int(),
  stock: z.int(),
})

/** What people choose from beside a search. */
const productFacets = z.object({
  inStock: z.boolean(),
  /** What a unit has brought on average, as a range in pounds; of what was never sold, nothing. */
  price: z.string().nullable(),
})

/** Every stock code that was listed, service codes included. */
export const products = defineReadModel({
  name: 'products',
  schema: z.object({
    ...productRow.shape,
    /** Postage, a discount, a fee: no product. */
    service: z.boolean(),
    /** The day of its earliest line. */
    firstDay: z.string().nullable(),
    ...productFacets.shape,
  }),
  key: 'code',
  columns: {
    name: { type: 'text' },
    unitsSold: { type: 'integer' },
    grossMilli: { type: 'integer' },
    netMilli: { type: 'integer' },
    netQuantity: { type: 'integer' },
    saleInvoices: { type: 'integer' },
    stock: { type: 'integer' },
    service: { type: 'boolean' },
    firstDay: { type: 'text', nullable: true },
    inStock: { type: 'boolean' },
    price: { type: 'text', nullable: true },
  },
  search: { language: 'english', fields: [{ field: 'name', weight: 'A' }], fuzzy: true },
})
