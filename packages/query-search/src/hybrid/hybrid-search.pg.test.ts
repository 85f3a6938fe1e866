import { createDatabase } from '@uno-ts/testing'
import {
  CapabilityError,
  EmbeddingError,
  type Criteria,
  type Fusion,
  type HybridRequest,
  type ReadModelDefinition,
} from '@uno-ts/types'
import * as fc from 'fast-check'
import { Kysely, PostgresDialect, sql, type SqlBool } from 'kysely'
import { Pool } from 'pg'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import type { Candidate, CandidateSource } from './candidate-source.ts'
import { HybridSearch } from './hybrid-search.ts'

const schema = z.object({ code: z.string(), colour: z.string(), likes: z.number(), units: z.number() })
type Product = z.output<typeof schema>
const model: ReadModelDefinition = { name: 'goods', schema, key: 'code', columns: {}, indexes: [] }

const database = await createDatabase(inject('postgresUrl'))
const pool = new Pool({ connectionString: database.url, max: 2 })
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
await pool.query(`create schema uno;
  create table uno.goods (tenant_id text, code text, colour text, likes float8, units float8)`)
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

/** Proposes the rows with the greatest numbers, of those that have one. */
function greatest(column: 'likes' | 'units'): CandidateSource<{ readonly text: string }> {
  return {
    name: column,
    candidates: ({ text }, { tenant, where, limit }) => sql<Candidate>`
      select code as id, ${sql.ref(column)} as score from uno.goods
      where tenant_id = ${tenant} and ${sql.ref(column)} > 0 and ${text} = 'any' and ${where ?? sql`true`}
      order by score desc, id limit ${limit}`,
  }
}

const goods: Product[] = [
  { code: 'a', colour: 'red', likes: 9, units: 0 },
  { code: 'b', colour: 'red', likes: 8, units: 100 },
  { code: 'c', colour: 'blue', likes: 1, units: 90 },
  { code: 'd', colour: 'blue', likes: 0, units: 80 },
]
const add = (tenant: string, rows: readonly Product[]) =>
  pool.query(
    `insert into uno.goods select $2, r.* from json_to_recordset($1) as r(code text, colour text, likes float8, units float8)`,
    [JSON.stringify(rows), tenant],
  )
await add('default', goods)
await pool.query(`insert into uno.goods values ('other', 'a', 'red', 0, 1)`)

type Sources = Record<'text' | 'vector', { readonly text: string }>
const options = {
  db,
  model,
  repository: {
    getMany: async (ids: readonly string[]) => ids.map((id) => goods.find(({ code }) => code === id)),
  },
  // The read-model package compiles all of them; one is enough here.
  compiler: {
    where: (_model: ReadModelDefinition, criteria: Criteria) =>
      criteria.op === 'eq'
        ? sql<SqlBool>`${sql.ref(criteria.field)} = ${criteria.value}`
        : sql<SqlBool>`false`,
  },
}
const sources = { text: greatest('likes'), vector: greatest('units') }
const search = new HybridSearch<Product, Sources>({ ...options, sources })
/** By reciprocal ranks, unless another fusion is asked for. */
const find = (request: HybridRequest<Sources> = {}) =>
  search.hybridQuery({ text: 'any', fusion: 'reciprocal-rank', ...request })
const codes = async (request?: HybridRequest<Sources>) =>
  (await find(request)).hits.map(({ row }) => row.code)

describe('a hybrid search', () => {
  it('puts first what several sources propose', async () => {
    expect(await codes()).toEqual(['b', 'c', 'a', 'd'])
  })

  it('adds up reciprocal ranks, and tells what came from where', async () => {
    const { hits, total, leftOut } = await find({ explain: true })
    expect({ total, leftOut }).toEqual({ total: 4, leftOut: [] })
    expect(hits[0]).toEqual({
      row: goods[1],
      score: expect.closeTo(1 / 62 + 1 / 61) as number,
      sources: {
        text: { rank: 2, score: 8, share: expect.closeTo(1 / 62) as number },
        vector: { rank: 1, score: 100, share: expect.closeTo(1 / 61) as number },
      },
    })
    expect(Object.keys(hits[2]?.sources ?? {})).toEqual(['text'])
    expect((await find()).hits[0]).not.toHaveProperty('sources')
  })

  it('adds up scores that are evened out', async () => {
    const { hits } = await find({ fusion: 'weighted', explain: true })
    expect(hits.map(({ row, score }) => [row.code, score])).toEqual([
      ['b', expect.closeTo(7 / 8 + 1)],
      ['a', 1],
      ['c', 0.5],
      ['d', 0],
    ])
    expect(hits[2]?.sources).toEqual({
      text: { rank: 3, score: 1, share: 0 },
      vector: { rank: 2, score: 90, share: 0.5 },
    })
  })

  it('lets a source count the more, the more clearly its best stand out', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `${index}`.padStart(2, '0'))
    const rows = ids.map((code, index) => ({
      code,
      colour: '',
      likes: 100 - index, // one after the other
      units: index === 39 ? 100 : 1 + index / 100, // one before all others
    }))
    await add('clear', rows)
    const repository = { getMany: async (found: readonly string[]) => found }
    const clear = new HybridSearch<string, Sources>({ ...options, repository, sources, tenant: 'clear' })
    const first = async (fusion?: Fusion) => {
      const { hits } = await clear.hybridQuery({
        text: 'any',
        fusion,
        weights: { text: 1.5 },
        limit: 2,
        explain: true,
      })
      return hits
    }
    expect((await first('weighted')).map(({ row }) => row)).toEqual(['00', '01'])
    const [best, next] = await first()
    expect([best?.row, next?.row]).toEqual(['39', '00'])
    expect(best?.sources?.['vector']?.share).toBeGreaterThan(
      10 * (next?.sources?.['text']?.share ?? Infinity),
    )
  })

  it('lets the few that a source finds stand before the many of another', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      code: `m${index}`,
      colour: '',
      likes: 60 - index,
      units: 0,
    }))
    await add('few', [...many, { code: 'rare', colour: '', likes: 0, units: 0.1 }])
    const repository = { getMany: async (found: readonly string[]) => found }
    const few = new HybridSearch<string, Sources>({ ...options, repository, sources, tenant: 'few' })
    const { hits } = await few.hybridQuery({ text: 'any', limit: 2 })
    expect(hits.map(({ row }) => row)).toEqual(['rare', 'm0'])
  })

  it('takes a lone candidate for the best', async () => {
    const { hits } = await find({ fusion: 'weighted', where: { op: 'eq', field: 'code', value: 'c' } })
    expect(hits.map(({ score }) => score)).toEqual([2])
  })

  it('weighs sources, by the request or by itself', async () => {
    expect(await codes({ weights: { vector: 0.01 } })).toEqual(['a', 'b', 'c', 'd'])
    expect(await codes({ weights: { text: 0 } })).toEqual(['b', 'c', 'd', 'a'])
    const weighed = new HybridSearch<Product, Sources>({
      ...options,
      sources,
      weights: { text: 0 },
      fusion: 'weighted',
    })
    const hits = async (request: object) => (await weighed.hybridQuery({ text: 'any', ...request })).hits
    expect((await hits({})).map(({ score }) => score)).toEqual([1, 0.5, 0, 0])
    expect((await hits({ weights: { text: 8 } }))[0]).toMatchObject({ row: { code: 'a' }, score: 8 })
  })

  it('asks those sources only that are asked something', async () => {
    expect(await codes({ text: undefined, ask: { vector: { text: 'any' } } })).toEqual(['b', 'c', 'd'])
    expect(await codes({ ask: { text: { text: 'none' } } })).toEqual(['b', 'c', 'd'])
    const silent = new HybridSearch<Product, Sources>({ ...options, sources, textSources: ['text'] })
    const { hits } = await silent.hybridQuery({ text: 'any' })
    expect(hits.map(({ row }) => row.code)).toEqual(['a', 'b', 'c'])
    const { hits: both } = await silent.hybridQuery({ text: 'any', ask: { vector: { text: 'any' } } })
    expect(both).toHaveLength(4)
  })

  it('stays with its tenant and its filter in every source', async () => {
    expect(await codes({ where: { op: 'eq', field: 'colour', value: 'blue' } })).toEqual(['c', 'd'])
    const { hits, total } = await search.hybridQuery({ text: 'any' }, { tenant: 'other' })
    expect([hits.map(({ row }) => row.code), total]).toEqual([['a'], 1])
  })

  it('takes no more candidates of a source than it is told', async () => {
    expect(await codes({ depth: 1 })).toEqual(['a', 'b'])
  })

  it('finds nothing where no source proposes anything', async () => {
    expect(await find({ text: 'none' })).toEqual({ hits: [], total: 0, leftOut: [] })
  })

  it('leaves out a row that is gone', async () => {
    const repository = { getMany: async (ids: readonly string[]) => ids.map(() => undefined) }
    const gone = new HybridSearch<Product, Sources>({ ...options, repository, sources })
    expect((await gone.hybridQuery({ text: 'any' })).hits).toEqual([])
  })

  it('cuts pages from one list, however its ties fall', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ likes: fc.integer({ min: 0, max: 3 }), units: fc.integer({ min: 0, max: 3 }) }),
          {
            minLength: 1,
            maxLength: 30,
          },
        ),
        fc.constantFrom<Fusion>('balanced', 'weighted', 'reciprocal-rank'),
        fc.integer({ min: 1, max: 7 }),
        fc.record({
          text: fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 3, noNaN: true })),
          vector: fc.constant(1),
        }),
        async (rows, fusion, limit, weights) => {
          await pool.query(`delete from uno.goods where tenant_id = 'drawn'`)
          await add(
            'drawn',
            rows.map((row, index) => ({ ...row, code: `${index}`, colour: '' })),
          )
          const repository = { getMany: async (ids: readonly string[]) => ids }
          const drawn = new HybridSearch<string, Sources>({
            ...options,
            repository,
            sources,
            tenant: 'drawn',
          })
          const page = (offset: number, size: number) =>
            drawn.hybridQuery({ text: 'any', fusion, weights, offset, limit: size })
          const all = await page(0, 1000)
          const paged: string[] = []
          for (let offset = 0; offset < all.total; offset += limit) {
            paged.push(...(await page(offset, limit)).hits.map(({ row }) => row))
          }
          expect(paged).toEqual(all.hits.map(({ row }) => row))
          expect(all.hits.map(({ score }) => score)).toEqual(
            all.hits.map(({ score }) => score).toSorted((a, b) => b - a),
          )
        },
      ),
      { numRuns: 30 },
    )
  })
})

describe('a source that is unable', () => {
  const missing = new CapabilityError('vector', 'install it')
  const unable = (reason: Error) => {
    const prepare = async () => {
      throw reason
    }
    return new HybridSearch<Product, Sources>({
      ...options,
      sources: { ...sources, vector: { ...sources.vector, prepare } },
    })
  }

  it('fails the search, unless it may be left out', async () => {
    await expect(unable(missing).hybridQuery({ text: 'any' })).rejects.toBe(missing)
    const { hits, leftOut } = await unable(missing).hybridQuery({ text: 'any', unable: 'leave-out' })
    expect(hits.map(({ row }) => row.code)).toEqual(['a', 'b', 'c'])
    expect(leftOut).toEqual([{ source: 'vector', reason: missing.message }])
  })

  it('may be one that nobody embeds texts for', async () => {
    const away = new EmbeddingError('no answer', { model: 'm', retryable: true })
    const { leftOut } = await unable(away).hybridQuery({ text: 'any', unable: 'leave-out' })
    expect(leftOut).toMatchObject([{ source: 'vector' }])
  })

  it('is not left out for what is wrong with the request', async () => {
    const wrong = new Error('wrong')
    await expect(unable(wrong).hybridQuery({ text: 'any', unable: 'leave-out' })).rejects.toBe(wrong)
  })

  it('fails the search where it is the only one', async () => {
    const alone = { ask: { vector: { text: 'any' } }, unable: 'leave-out' } as const
    await expect(unable(missing).hybridQuery(alone)).rejects.toBe(missing)
  })

  it('is asked what its preparation made of the request', async () => {
    const prepare = async () => ({ text: 'any' })
    const prepared = { ...sources, vector: { ...sources.vector, prepare } }
    const { hits } = await new HybridSearch<Product, Sources>({ ...options, sources: prepared }).hybridQuery({
      text: 'none',
    })
    expect(hits.map(({ row }) => row.code)).toEqual(['b', 'c', 'd'])
  })
})

describe('a hybrid search that cannot be made', () => {
  it.each([
    ['limit is a whole number from 1 to 1000, found 0', { limit: 0 }],
    ['depth is a whole number from 1 to 1000, found 1001', { depth: 1001 }],
    ['offset is a whole number from 0, found -1', { offset: -1 }],
    ['the weight of text is 0 or a number from 0.001 to 1000, found -1', { weights: { text: -1 } }],
    ['the weight of text is 0 or a number from 0.001 to 1000, found NaN', { weights: { text: NaN } }],
    ['goods is not searched by "graph"', { weights: { graph: 1 } }],
    ['goods is not searched by "graph"', { ask: { graph: {} } }],
    ['a hybrid search asks at least one source', { text: undefined }],
  ])('is refused: %s', async (message, request) => {
    await expect(find(request as HybridRequest<Sources>)).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message,
    })
  })

  it('is refused before it is asked', () => {
    expect(() => new HybridSearch<Product, object>({ ...options, sources: {} })).toThrow(
      'goods lacks a source',
    )
    const textSources = ['vector' as never]
    const { text } = sources
    expect(() => new HybridSearch({ ...options, sources: { text }, textSources })).toThrow(
      'lacks the source vector',
    )
  })
})
