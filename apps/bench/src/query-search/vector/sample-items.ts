import { migrate } from '@uno-ts/event-store-pg'
import { VectorIndex } from '@uno-ts/query-search'
import { vectorMigrations } from '@uno-ts/query-search/migrations'
import { defineReadModel, KyselyCriteriaCompiler, PostgresReadModelRepository } from '@uno-ts/read-model'
import { readModelMigrations } from '@uno-ts/read-model/migrations'
import type { RowOf } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { z } from 'zod'
import { sampleDimensions } from './sample-vectors.ts'

/** The read model whose rows have vectors. */
const items = defineReadModel({
  name: 'items',
  schema: z.object({ code: z.string(), name: z.string() }),
  key: 'code',
  columns: { name: { type: 'text' } },
})

/** The code of an item by its number. */
export const codeOf = (nr: number): string => `item-${String(nr).padStart(6, '0')}`

/** An index over items that have these vectors, in their order. */
export async function openItemIndex(
  pool: Pool,
  vectors: readonly Float32Array[],
): Promise<VectorIndex<RowOf<typeof items>>> {
  await migrate(pool, [readModelMigrations([items]), vectorMigrations])
  await pool.query('create extension if not exists vector')
  await pool.query(
    `insert into uno.items (tenant_id, code, name)
     select 'default', 'item-' || lpad(nr::text, 6, '0'), 'item ' || nr from generate_series(0, $1::bigint - 1) as s(nr)`,
    [vectors.length],
  )
  await pool.query('analyze uno.items')
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const index = new VectorIndex({
    db,
    pool,
    model: items,
    repository: new PostgresReadModelRepository({ db, pool, model: items }),
    compiler: new KyselyCriteriaCompiler(),
    embedding: { model: 'samples', dimensions: sampleDimensions },
    indexFrom: 1_000,
  })
  for (let start = 0; start < vectors.length; start += 1_000) {
    await index.save(
      vectors.slice(start, start + 1_000).map((vector, nr) => ({ id: codeOf(start + nr), vector })),
    )
  }
  await index.tune()
  return index
}

/** What one makes by hand: a table of ids and vectors with an index. */
export async function fillRawItems(pool: Pool, vectors: readonly Float32Array[]): Promise<void> {
  await pool.query(`create table raw_items (id text primary key, embedding vector(${sampleDimensions}))`)
  for (let start = 0; start < vectors.length; start += 1_000) {
    const some = vectors.slice(start, start + 1_000)
    await pool.query('insert into raw_items select * from unnest($1::text[], $2::vector[])', [
      some.map((_, nr) => codeOf(start + nr)),
      some.map((vector) => `[${vector.join(',')}]`),
    ])
  }
  await pool.query(
    'create index on raw_items using hnsw (embedding vector_cosine_ops) with (m = 16, ef_construction = 64)',
  )
  await pool.query('analyze raw_items')
}
