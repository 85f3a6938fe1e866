import { migrate } from '@uno-ts/event-store-pg'
import { FullTextSearch, HybridSearch, VectorIndex } from '@uno-ts/query-search'
import { vectorMigrations } from '@uno-ts/query-search/migrations'
import { defineReadModel, KyselyCriteriaCompiler, PostgresReadModelRepository } from '@uno-ts/read-model'
import { readModelMigrations } from '@uno-ts/read-model/migrations'
import type { RowOf, VectorRequest } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { z } from 'zod'
import { sampleDimensions } from '../vector/sample-vectors.ts'

/** Products with names to search, each of which has a vector. */
const products = defineReadModel({
  name: 'products',
  schema: z.object({ code: z.string(), name: z.string() }),
  key: 'code',
  columns: { name: { type: 'text' } },
  search: { fields: [{ field: 'name' }] },
})
export type Product = RowOf<typeof products>

/** The ways to search them, as an application makes them. */
export interface ProductSearches {
  readonly text: FullTextSearch<Product>
  readonly vector: VectorIndex<Product>
  readonly hybrid: HybridSearch<
    Product,
    { readonly text: { readonly text: string }; readonly vector: VectorRequest }
  >
}

/** Makes a product of each vector, with seven words in its name, of two hundred: the lower their number, the more frequent. */
export async function openProductSearches(
  pool: Pool,
  vectors: readonly Float32Array[],
): Promise<ProductSearches> {
  await migrate(pool, [readModelMigrations([products]), vectorMigrations])
  await pool.query('create extension if not exists vector')
  await pool.query(
    `insert into uno.products (tenant_id, code, name)
     select 'default', 'product-' || lpad(nr::text, 6, '0'),
       (select string_agg('word' || nr * (nr + 17 * at) % (28 * at), ' ') from generate_series(1, 7) as at)
     from generate_series(0, $1::bigint - 1) as s(nr)`,
    [vectors.length],
  )
  await pool.query('vacuum analyze uno.products')
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const repository = new PostgresReadModelRepository({ db, pool, model: products })
  const parts = { db, model: products, repository, compiler: new KyselyCriteriaCompiler() }
  const text = new FullTextSearch<Product>(parts)
  const embedding = { model: 'samples', dimensions: sampleDimensions }
  const vector = new VectorIndex<Product>({ ...parts, pool, embedding, indexFrom: 1_000 })
  for (let start = 0; start < vectors.length; start += 1_000) {
    const some = vectors.slice(start, start + 1_000)
    await vector.save(some.map((each, nr) => ({ id: codeOf(start + nr), vector: each })))
  }
  await vector.tune()
  const sources = { text: text.candidates, vector: vector.candidates }
  return { text, vector, hybrid: new HybridSearch({ ...parts, pool, sources }) }
}

/** Two or three words that many products have. */
export function typedWords(nr: number): string {
  return `word${nr % 23} word${(nr * 7) % 41}${nr % 2 === 0 ? '' : ` word${(nr * 5) % 90}`} `
}

function codeOf(nr: number): string {
  return `product-${String(nr).padStart(6, '0')}`
}
