import type { EmbeddingProvider, ReadModelOptions } from '@uno-ts/types'
import { sql } from 'kysely'
import type { AnyKysely } from '../statement/any-kysely.ts'
import { runStatement } from '../statement/run-statement.ts'
import { deleteOrphans, selectStale, type StaleRow, type StaleScope } from './select-stale.ts'
import { upsertVectors, type KeptVector } from './upsert-vectors.ts'
import { vectorType, type VectorShape } from './vector-shape.ts'
import { vectorText } from './vector-text.ts'

/** What was done to the vectors of an index. */
export interface VectorRefresh {
  /** How many rows were new or had another text. */
  readonly embedded: number
  /** How many vectors were of rows that are no more. */
  readonly removed: number
}

/** What {@link refreshVectors} brings up to date. */
export interface VectorsToRefresh {
  readonly scope: StaleScope
  readonly shape: VectorShape
  readonly provider: EmbeddingProvider
  readonly batchSize: number
}

/**
 * Embeds the rows whose text is new or another one, a batch after the other and each committed by itself, and takes away the
 * vectors of rows that are gone. The provider is asked while no transaction is open.
 */
export async function refreshVectors(
  db: AnyKysely,
  { scope, shape, provider, batchSize }: VectorsToRefresh,
  options: Pick<ReadModelOptions, 'signal'>,
): Promise<VectorRefresh> {
  let embedded = 0
  let last: Pick<StaleRow, 'tenant' | 'id'> = { tenant: '', id: '' }
  for (;;) {
    const rows = await runStatement(db, selectStale(scope, last, batchSize).compile(db), options)
    if (rows.length === 0) break
    const vectors = await embedRows(rows, { provider, shape }, options)
    const upsert = upsertVectors(scope.schema, scope.table, vectorType(shape), vectors)
    await runStatement(db, upsert.compile(db), options)
    embedded += rows.length
    last = rows.at(-1) ?? last
  }
  const deleted = sql<{ removed: number }>`with gone as (${deleteOrphans(scope)} returning 1)
select cast(count(*) as integer) as removed from gone`
  const [{ removed } = { removed: 0 }] = await runStatement(db, deleted.compile(db), options)
  return { embedded, removed }
}

/** Texts that say nothing are not asked for; texts that are the same are asked for once. */
async function embedRows(
  rows: readonly StaleRow[],
  { provider, shape }: Pick<VectorsToRefresh, 'provider' | 'shape'>,
  options: Pick<ReadModelOptions, 'signal'>,
): Promise<readonly KeptVector[]> {
  const texts = [...new Set(rows.map(({ text }) => text))].filter((text) => text.trim() !== '')
  const embeddings = texts.length === 0 ? [] : await provider.embed(texts, options)
  const vectors = new Map(
    embeddings.map((embedding, index) => [texts[index], vectorText(embedding, shape.metric) ?? null]),
  )
  return rows.map(({ tenant, id, hash, text }) => ({ tenant, id, hash, vector: vectors.get(text) ?? null }))
}
