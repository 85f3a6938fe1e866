import { embedded } from '@uno-ts/embedded'
import { migrate } from '@uno-ts/event-store-pg'
import {
  defineGraph,
  FeatureHashingProvider,
  FullTextSearch,
  GraphCandidates,
  HybridSearch,
  installExtensions,
  SqlGraphTarget,
  VectorIndex,
  type GraphCandidateRequest,
} from '@uno-ts/query-search'
import { graphMigrations, vectorMigrations } from '@uno-ts/query-search/migrations'
import {
  criteriaOf,
  defineReadModel,
  KyselyCriteriaCompiler,
  PostgresReadModelRepository,
} from '@uno-ts/read-model'
import { readModelMigrations } from '@uno-ts/read-model/migrations'
import type { HybridRequest, RowOf, VectorRequest } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

const goods = defineReadModel({
  name: 'goods',
  schema: z.object({ code: z.string(), name: z.string(), stock: z.int() }),
  key: 'code',
  columns: { name: { type: 'text' }, stock: { type: 'integer' } },
  search: { language: 'english', fields: [{ field: 'name' }] },
})
type Good = RowOf<typeof goods>
const baskets = defineGraph({
  name: 'baskets',
  nodes: { Good: {} },
  edges: { BOUGHT_WITH: { from: 'Good', to: 'Good', directed: false } },
})

const database = await embedded({ extensions: ['vector'] })
afterAll(() => database.close())
const { pool } = database
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
await migrate(pool, [readModelMigrations([goods]), vectorMigrations, graphMigrations([baskets])])
await installExtensions(db, ['vector'])
const parts = {
  db,
  pool,
  model: goods,
  compiler: new KyselyCriteriaCompiler(),
  repository: new PostgresReadModelRepository({ db, model: goods }),
}
const good = (code: string, name: string, stock = 1): Good => ({ code, name, stock })
await parts.repository.saveMany([
  good('lamp', 'Red lamp'),
  good('lamps', 'Blue lamps', 0),
  good('lampion', 'Lampion'),
  good('bulb', 'Bulb'),
  good('mug', 'Mug'),
])
await parts.repository.save(good('other', 'Red lamp'), { tenant: 'other' })
await db
  .transaction()
  .execute((tx) =>
    new SqlGraphTarget({ graph: baskets }).apply(
      [{ type: 'upsertEdge', edge: 'BOUGHT_WITH', from: 'mug', to: 'bulb', weight: 3 }],
      { tx },
    ),
  )
const likeness = new VectorIndex<Good>({
  ...parts,
  embedding: new FeatureHashingProvider(),
  fields: ['name'],
})
await likeness.refresh()

interface Sources {
  readonly text: { readonly text: string }
  readonly vector: VectorRequest
  readonly graph: GraphCandidateRequest<typeof baskets>
}
const search = new HybridSearch<Good, Sources>({
  ...parts,
  sources: {
    text: new FullTextSearch<Good>(parts).candidates,
    vector: likeness.candidates,
    graph: new GraphCandidates({ graph: baskets, label: 'Good', model: goods }),
  },
})
const ask = { graph: { around: [{ key: 'mug' }] } }
const codesBy = async (request: HybridRequest<Sources>, source: string, tenant?: string) => {
  const { hits } = await search.hybridQuery({ ...request, explain: true }, { tenant })
  return hits.flatMap(({ row, sources = {} }) => (source in sources ? [row.code] : [])).toSorted()
}

describe('words, likeness and a graph together', () => {
  it('are asked in one statement, each for what it knows', async () => {
    expect(await codesBy({ text: 'lamps', ask }, 'text')).toEqual(['lamp', 'lampion', 'lamps'])
    expect(await codesBy({ text: 'lamps', ask }, 'vector')).toContain('lampion')
    expect(await codesBy({ text: 'lamps', ask }, 'graph')).toEqual(['bulb'])
    expect(await codesBy({ ask }, 'graph')).toEqual(['bulb'])
  })

  it('stay within tenant and filter, all of them', async () => {
    const { gt } = criteriaOf(goods)
    const { hits } = await search.hybridQuery({ text: 'lamps', ask, where: gt('stock', 0) })
    expect(hits.map(({ row }) => row.code).toSorted()).not.toContain('lamps')
    expect(hits.map(({ row }) => row.code)).toContain('bulb')
    expect(await codesBy({ text: 'lamps', ask }, 'text', 'other')).toEqual(['other'])
    expect(await codesBy({ text: 'lamps', ask }, 'graph', 'other')).toEqual([])
  })

  it('move what goes with the basket up as far as it counts', async () => {
    const first = async (graph: number) => {
      const { hits } = await search.hybridQuery({ text: 'lamps', ask, weights: { graph }, limit: 1 })
      return hits.map(({ row }) => row.code)
    }
    expect(await first(0)).not.toEqual(['bulb'])
    expect(await first(1000)).toEqual(['bulb'])
  })
})
