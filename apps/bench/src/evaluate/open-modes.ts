import { migrate } from '@uno-ts/event-store-pg'
import { FeatureHashingProvider, FullTextSearch, HybridSearch, VectorIndex } from '@uno-ts/query-search'
import { vectorMigrations } from '@uno-ts/query-search/migrations'
import { defineReadModel, KyselyCriteriaCompiler, PostgresReadModelRepository } from '@uno-ts/read-model'
import { readModelMigrations } from '@uno-ts/read-model/migrations'
import type { RowOf, VectorRequest } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { z } from 'zod'
import { nearestByHand } from '../query-search/vector/sample-vectors.ts'
import type { Collection } from './collection/collection.ts'
import type { EvaluationMode } from './evaluation-mode.ts'
import { depth } from './judge.ts'

const documents = defineReadModel({
  name: 'documents',
  schema: z.object({ id: z.string(), title: z.string(), text: z.string() }),
  key: 'id',
  columns: { title: { type: 'text' }, text: { type: 'text' } },
  search: { fields: [{ field: 'title', weight: 'A' }, { field: 'text' }], fuzzy: true },
})
type Row = RowOf<typeof documents>

/** How a collection is searched. */
export interface ModeOptions {
  /** Whether texts without vectors are embedded by feature hashing. */
  readonly embeds: boolean
  /** How much the sources of a hybrid search count, beside the defaults. Default: only the defaults are judged. */
  readonly weights: { readonly text: number; readonly vector: number } | undefined
}

/** Indexes a collection through the public services, and answers every way it can be searched. */
export async function openModes(
  pool: Pool,
  collection: Collection,
  { embeds, weights }: ModeOptions,
): Promise<readonly EvaluationMode[]> {
  await migrate(pool, [readModelMigrations([documents]), vectorMigrations])
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const repository = new PostgresReadModelRepository({ db, pool, model: documents })
  for (let start = 0; start < collection.documents.length; start += 500) {
    await repository.saveMany(collection.documents.slice(start, start + 500))
  }
  await pool.query('vacuum analyze uno.documents')
  const parts = { db, pool, model: documents, repository, compiler: new KyselyCriteriaCompiler() }
  const text = new FullTextSearch<Row>(parts)
  const modes = textModes(text)
  if (collection.vectors === undefined && !embeds) return modes
  const index = await openVectors(parts, collection)
  const likeness = likenessOf(collection)
  const hybrid = new HybridSearch<Row, Sources>({
    ...parts,
    sources: { text: text.candidates, vector: index.candidates },
  })
  const fused = (name: string, weights?: ModeOptions['weights']): EvaluationMode => ({
    name,
    async ask(query, nr) {
      const ask = { text: { text: query.text }, vector: likeness(nr) }
      return idsOf(await hybrid.hybridQuery({ ask, weights, limit: depth }))
    },
  })
  const exact = exactOf(collection)
  return [
    ...modes,
    {
      name: 'vector',
      ask: async (_, nr) => idsOf(await index.search({ ...likeness(nr), limit: depth })),
      ...(exact && { exact }),
    },
    fused('hybrid'),
    ...(weights === undefined ? [] : [fused(`hybrid ${weights.text}:${weights.vector}`, weights)]),
  ]
}

interface Sources {
  readonly text: { readonly text: string }
  readonly vector: VectorRequest
}

function textModes(search: FullTextSearch<Row>): readonly EvaluationMode[] {
  const asked = (name: string, more: object): EvaluationMode => ({
    name,
    ask: async ({ text }) => idsOf(await search.search({ text, limit: depth, ...more })),
  })
  return [
    asked('text', {}),
    asked('text, by frequency', { ranking: 'frequency' }),
    asked('text, by proximity', { ranking: 'proximity' }),
    asked('text, fuzzy', { fuzzy: 'where-possible' }),
  ]
}

async function openVectors(
  options: Omit<ConstructorParameters<typeof VectorIndex<Row>>[0], 'embedding'>,
  { documents, vectors }: Collection,
): Promise<VectorIndex<Row>> {
  if (vectors === undefined) {
    const hashed = new VectorIndex<Row>({ ...options, embedding: new FeatureHashingProvider() })
    await hashed.refresh()
    return hashed
  }
  const dimensions = vectors.documents[0]?.length ?? 1
  const given = new VectorIndex<Row>({ ...options, embedding: { model: 'given', dimensions } })
  await given.save(documents.map(({ id }, nr) => ({ id, vector: vectors.documents[nr] ?? [] })))
  await given.tune()
  return given
}

function likenessOf({ vectors, queries }: Collection): (nr: number) => VectorRequest {
  if (vectors === undefined) return (nr) => ({ text: queries[nr]?.text ?? '' })
  return (nr) => ({ vector: vectors.queries[nr] ?? [] })
}

function exactOf({ documents, vectors }: Collection): ((nr: number) => ReadonlySet<string>) | undefined {
  if (vectors === undefined) return undefined
  // A text without a word has no direction: it is near to nothing.
  const directed = documents.flatMap(({ id }, nr) => {
    const vector = vectors.documents[nr]
    return vector?.some((value) => value !== 0) === true ? [{ id, vector }] : []
  })
  const all = directed.map(({ vector }) => vector)
  return (nr) => {
    const nearest = nearestByHand(all, vectors.queries[nr] ?? new Float32Array(), depth)
    return new Set(nearest.map((place) => directed[place]?.id ?? ''))
  }
}

function idsOf({ hits }: { readonly hits: readonly { readonly row: Row }[] }): readonly string[] {
  return hits.map(({ row }) => row.id)
}
