import { createDatabase } from '@uno-ts/testing'
import type { Criteria, ReadModelDefinition } from '@uno-ts/types'
import * as fc from 'fast-check'
import { Kysely, PostgresDialect, sql, type SqlBool } from 'kysely'
import { Pool } from 'pg'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { FullTextSearch } from './full-text-search.ts'

const schema = z.object({
  code: z.string(),
  name: z.string(),
  note: z.string(),
  country: z.string().nullable(),
  units: z.int(),
  tags: z.array(z.string()),
  detail: z.json(),
})
type Product = z.output<typeof schema>

const model: ReadModelDefinition<'products', typeof schema, 'code'> = {
  name: 'products',
  schema,
  key: 'code',
  columns: {
    code: { type: 'text' },
    name: { type: 'text' },
    note: { type: 'text' },
    country: { type: 'text', nullable: true },
    units: { type: 'integer' },
    tags: { type: 'text[]' },
  },
  indexes: [],
  search: { language: 'english', fields: [{ field: 'name', weight: 'A' }, { field: 'note' }] },
}

const database = await createDatabase(inject('postgresUrl'))
const pool = new Pool({ connectionString: database.url, max: 2 })
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
await pool.query(`create schema uno`)
await pool.query(`create table uno.products (
  tenant_id text collate "C" not null, code text collate "C" not null, name text collate "C" not null,
  note text collate "C" not null, country text collate "C", units bigint not null, tags text[] collate "C" not null,
  document jsonb not null,
  search_vector tsvector generated always as (
    setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', note), 'D')) stored,
  primary key (tenant_id, code))`)
await pool.query(`create index on uno.products using gin (search_vector)`)
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const product = (code: string, name: string, more: Partial<Product> = {}): Product => ({
  code,
  name,
  note: '',
  country: null,
  units: 1,
  tags: [],
  detail: { colour: 'red' },
  ...more,
})
const products = [
  product('A1', 'Red lamp', { country: 'France', tags: ['light', 'red'] }),
  product('A2', 'Blue lamp', {
    country: 'France',
    units: 2,
    tags: ['light'],
    detail: { colour: ['blue', 'red'] },
  }),
  product('A3', 'Christmas lamps, running', { country: 'Germany', detail: {} }),
  product('B1', 'Mug', { note: 'goes with the red lamp', detail: { colour: null } }),
  product('B2', `Teacher's theatre T-12 set (3.5 cm) red,white`),
]
await pool.query(
  `insert into uno.products (tenant_id, code, name, note, country, units, tags, document)
   select 'default', r.code, r.name, r.note, r.country, r.units, r.tags, jsonb_build_object('detail', r.detail)
   from json_to_recordset($1) as r(code text, name text, note text, country text, units bigint, tags text[], detail jsonb)`,
  [JSON.stringify(products)],
)
await pool.query(`insert into uno.products (tenant_id, code, name, note, units, tags, document)
  values ('other', 'A1', 'Red lamp of another tenant', '', 1, '{}', '{}')`)

const search = new FullTextSearch<Product>({
  db,
  model,
  repository: {
    getMany: async (ids) => ids.map((id) => products.find(({ code }) => code === id)),
  },
  // The read-model package compiles all of them; one is enough here.
  compiler: {
    where: (_model, criteria: Criteria) =>
      criteria.op === 'eq'
        ? sql<SqlBool>`${sql.ref(criteria.field)} = ${criteria.value}`
        : sql<SqlBool>`false`,
  },
})
const codes = async (text: string, more: object = {}): Promise<readonly string[]> => {
  const { hits } = await search.search({ text, ...more })
  return hits.map(({ row }) => row.code)
}

describe('a search', () => {
  it('finds rows that hold any of the words, those with more of them in weightier fields first', async () => {
    expect(await codes('red lamp')).toEqual(['A1', 'A2', 'A3', 'B1', 'B2'])
    const { hits } = await search.search({ text: 'red lamp' })
    const scores = hits.map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(hits[0]).toEqual({ row: products[0], score: expect.any(Number) as number })
  })

  it('finds rows that hold all of the words when it is told so', async () => {
    expect(await codes('red lamp', { match: 'all' })).toEqual(['A1', 'B1'])
    expect(await codes('lamp the red', { match: 'all' })).toEqual(['A1', 'B1'])
  })

  it('finds other forms of a word', async () => {
    expect(await codes('runs ')).toEqual(['A3'])
    expect(await codes('LAMPS.', { match: 'all' })).toEqual(['A1', 'A2', 'A3', 'B1'])
  })

  it('takes the last word for the beginning of one, unless something stands behind it', async () => {
    expect(await codes('chri')).toEqual(['A3'])
    expect(await codes('lamp chri', { match: 'all' })).toEqual(['A3'])
    expect(await codes('chri ')).toEqual([])
  })

  it('takes a stop word alone for the beginning of another', async () => {
    expect(await codes('the')).toEqual(['B2'])
    expect(await codes('the lamp', { match: 'all' })).toEqual(['A1', 'A2', 'A3', 'B1'])
  })

  it('reads numbers and signs as the searched text was read', async () => {
    expect(await codes('T-12')).toEqual(['B2'])
    expect(await codes('3.5')).toEqual(['B2'])
    expect(await codes("teacher's")).toEqual(['B2'])
    expect(await codes('white,mug')).toEqual(['B1', 'B2'])
    expect(await codes('“mug” …')).toEqual(['B1'])
  })

  it.each(['', '   ', '!!! & | <-> ()', "'", '\\', '😀', '\0', 'zzz'])(
    'finds nothing in %j',
    async (text) => {
      expect(await search.search({ text, facets: ['country'] })).toEqual({
        hits: [],
        facets: { country: [] },
      })
    },
  )

  it('stays with its tenant and its filter', async () => {
    expect(await codes('lamp', { where: { op: 'eq', field: 'country', value: 'France' } })).toEqual([
      'A1',
      'A2',
    ])
    const { hits } = await search.search({ text: 'tenant' }, { tenant: 'other' })
    expect(hits).toHaveLength(1)
    expect(await codes('tenant')).toEqual([])
  })

  it('gives a page of the hits', async () => {
    const all = await codes('red lamp')
    expect(await codes('red lamp', { limit: 2 })).toEqual(all.slice(0, 2))
    expect(await codes('red lamp', { limit: 2, offset: 2 })).toEqual(all.slice(2, 4))
    expect(await codes('red lamp', { offset: 99 })).toEqual([])
  })

  it('counts the values of facets over all hits, the most frequent first', async () => {
    const facets = ['country', 'tags', 'units', 'detail.colour']
    const { hits, facets: counted } = await search.search({ text: 'red lamp', facets, limit: 1 })
    expect(hits).toHaveLength(1)
    expect(counted).toEqual({
      country: [
        { value: 'France', count: 2 },
        { value: 'Germany', count: 1 },
      ],
      tags: [
        { value: 'light', count: 2 },
        { value: 'red', count: 1 },
      ],
      units: [
        { value: '1', count: 4 },
        { value: '2', count: 1 },
      ],
      'detail.colour': [
        { value: 'red', count: 3 },
        { value: 'blue', count: 1 },
      ],
    })
  })

  it.each([
    ['limit is a whole number from 1 to 1000, found 0', { limit: 0 }],
    ['limit is a whole number from 1 to 1000, found 1001', { limit: 1001 }],
    ['offset is a whole number from 0, found -1', { offset: -1 }],
    ['products has no field "country.x"', { facets: ['country.x'] }],
    ['products has no field "a..b"', { facets: ['a..b'] }],
  ])('that cannot be asked is refused: %s', async (message, request) => {
    await expect(search.search({ text: 'lamp', ...request })).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message,
    })
  })

  it('needs a model that defines one', () => {
    const { search: _search, ...silent } = model
    const options = {
      db,
      model: silent,
      repository: { getMany: async () => [] },
      compiler: { where: () => sql<SqlBool>`true` },
    }
    expect(() => new FullTextSearch(options)).toThrow('read model products defines no search')
  })

  it('says that the table is missing', async () => {
    const options = { db, model: { ...model, name: 'nothing' }, repository: { getMany: async () => [] } }
    const other = new FullTextSearch({ ...options, compiler: { where: () => sql<SqlBool>`true` } })
    await expect(other.search({ text: 'lamp' })).rejects.toMatchObject({ code: 'ERR_SCHEMA' })
  })
})

describe('whatever a person types', () => {
  const words = [
    [
      "'",
      "''",
      '"',
      '\\',
      '\\\\',
      ':*',
      ':A',
      '&',
      '|',
      '!',
      '<->',
      '<3>',
      '(',
      ')',
      '\0',
      '\u202e',
      '\ud83d',
    ],
    ['😀', '%', '_', '--', '/*', '$1', '$$', ';', 'drop table', 'http://a&b/c?d=e', 'a@b.c', '/etc/passwd'],
    ['-1e-400', '٣', 'ﷺ', '漢字', 'é́́', 'lamp', 'the', "E'\\''", 'null', '\\u0000', '\r\n\t'],
    ['x'.repeat(3000), '漢'.repeat(700)],
  ]
  const word = fc.constantFrom(...words.flat())
  const typed = fc.oneof(
    fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
    fc.array(word, { maxLength: 8 }).map((words) => words.join('')),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom('a', '\ud800', '\udc00', "'", '\\', ' ', '&', '😀') }),
  )

  it('is a query and never an error', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(typed, fc.constantFrom('any', 'all'), async (text, match) => {
        const { hits } = await search.search({ text, match })
        expect(hits.length).toBeLessThanOrEqual(products.length)
      }),
      { numRuns: 500 },
    )
  })

  it('may be long', async () => {
    for (const unit of ['lamp ', 'x', '😀', "'", '\\', 'a&', '漢', 'a b c 1 2 3 ']) {
      await expect(search.search({ text: unit.repeat(10_000 / unit.length) })).resolves.toBeDefined()
    }
  })

  it('still finds the word among the noise', async () => {
    expect(await codes(`lamp ' \\ & | ! :* <-> ( "`)).toEqual(expect.arrayContaining(['A1', 'A2', 'A3']))
  })
})
