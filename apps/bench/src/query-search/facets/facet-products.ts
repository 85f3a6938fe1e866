import { createTableStatements, defineReadModel } from '@uno-ts/read-model'
import type { RowOf } from '@uno-ts/types'
import type { Pool } from 'pg'
import { z } from 'zod'

/** Products as a shop has them: a name to search, and fields to choose from. */
export const facetProducts = defineReadModel({
  name: 'facet_products',
  schema: z.object({
    code: z.string(),
    name: z.string(),
    colour: z.string(),
    category: z.string(),
    country: z.string(),
    price: z.int(),
  }),
  key: 'code',
  columns: {
    name: { type: 'text' },
    colour: { type: 'text' },
    category: { type: 'text' },
    country: { type: 'text' },
    price: { type: 'integer' },
  },
  search: { fields: [{ field: 'name', weight: 'A' }] },
})
export type FacetProduct = RowOf<typeof facetProducts>

export const colours = ['red', 'blue', 'green', 'white', 'pink', 'black', 'cream', 'silver']
const kinds = ['lamp', 'mug', 'bowl', 'clock', 'frame', 'basket', 'cushion', 'candle', 'sign', 'bag']
const styles = [
  'vintage',
  'retro',
  'christmas',
  'garden',
  'kitchen',
  'paper',
  'wooden',
  'metal',
  'glass',
  'french',
]

/** What is typed: one to three words, each time others, the last one without its last letter. */
export function typedWords(nr: number): readonly string[] {
  const words = [styles[nr % 10] ?? '', colours[nr % 8] ?? '', kinds[nr % 7] ?? '']
  return words.slice(nr % 3)
}

/** Makes the table of `rows` products. */
export async function fillFacetProducts(pool: Pool, rows: number): Promise<void> {
  await pool.query('create schema if not exists uno')
  for (const statement of createTableStatements(facetProducts, { schema: '"uno"' }))
    await pool.query(statement)
  await pool.query(
    `insert into uno.facet_products (tenant_id, code, name, colour, category, country, price)
     select 'default', 'product-' || lpad(nr::text, 6, '0'),
       concat_ws(' ', ($2::text[])[1 + nr * 7 % 8], ($3::text[])[1 + nr * 3 % 10], ($4::text[])[1 + nr / 10 % 10], 'set of', nr % 9),
       ($2::text[])[1 + nr * 7 % 8], 'category ' || nr % 23, 'country ' || nr % 31, nr % 40 * 250
     from generate_series(0, $1::int - 1) as s(nr)`,
    [rows, colours, styles, kinds],
  )
  await pool.query('vacuum analyze uno.facet_products')
}
