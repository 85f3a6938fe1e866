import { createDatabase } from '@uno-ts/testing'
import type { TransactionHandle } from '@uno-ts/types'
import * as fc from 'fast-check'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Client, Pool } from 'pg'
import { afterAll, describe, expect, inject, it, vi } from 'vitest'
import { z } from 'zod'
import { compiler, openProducts, productModel, products } from '../../test/text-products.ts'
import { highlightHtml } from '../highlight/highlight-html.ts'
import { FullTextSearch } from './full-text-search.ts'

const servers = inject('postgresServers')

describe.each(servers)('a search on $name', async ({ url }) => {
  const database = await createDatabase(url)
  const pool = new Pool({ connectionString: database.url, max: 2 })
  const { db, search } = await openProducts(pool, { trigrams: true })
  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })
  const codes = async (text: string, more: object = {}): Promise<readonly string[]> => {
    const { hits } = await search.search({ text, ...more })
    return hits.map(({ row }) => row.code)
  }

  it('finds rows that hold any of the words, those with more of them in weightier fields first', async () => {
    expect(await codes('red lamp')).toEqual(['A1', 'A2', 'B1', 'A3', 'B2'])
    const { hits, total } = await search.search({ text: 'red lamp', limit: 2 })
    const scores = hits.map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(hits[0]).toEqual({ row: products[0], score: expect.any(Number) as number })
    expect(total).toBe(5)
  })

  it('finds rows that hold all of the words when it is told so', async () => {
    expect(await codes('red lamp', { match: 'all' })).toEqual(['A1', 'B1'])
    expect(await codes('lamp the red', { match: 'all' })).toEqual(['A1', 'B1'])
    expect(await codes('set T-12', { match: 'all' })).toEqual(['B2'])
  })

  it('finds words that stand next to each other', async () => {
    expect(await codes('red lamp', { match: 'phrase' })).toEqual(['A1', 'B1'])
    expect(await codes('lamp red', { match: 'phrase' })).toEqual([])
    expect(await codes('goes with the red la', { match: 'phrase' })).toEqual(['B1'])
  })

  it('finds words by their beginnings', async () => {
    expect(await codes('chri lam', { match: 'prefix' })).toEqual(['A3'])
    expect(await codes('ri lam', { match: 'prefix' })).toEqual([])
  })

  it.each(['rarity', 'frequency', 'proximity'] as const)('ranks by %s', async (ranking) => {
    const { hits } = await search.search({ text: 'red lamp', ranking })
    expect(hits[0]?.row.code).toBe('A1')
    expect(hits).toHaveLength(5)
  })

  it('gives words that few rows hold more weight', async () => {
    expect((await codes('christmas lamp'))[0]).toBe('A3')
    expect((await codes('lamp mug'))[0]).toBe('B1')
  })

  it('finds other forms of a word', async () => {
    expect(await codes('runs ')).toEqual(['A3'])
    expect(await codes('LAMPS.', { match: 'all' })).toEqual(['A1', 'A2', 'A3', 'B1'])
  })

  it('reads each row in its own language', async () => {
    expect(await codes('Glas Haus')).toEqual(['D1'])
    expect(await codes('cheval')).toEqual(['F1'])
    expect(await codes('das Haus', { match: 'all' })).toEqual(['D1'])
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
    expect(await codes('ice cream', { match: 'all' })).toEqual(['B2'])
    expect(await codes('heart/ice', { match: 'all' })).toEqual(['B2'])
  })

  it.each(['', '   ', '!!! & | <-> ()', "'", '\\', '😀', '\0', 'zzz'])(
    'finds nothing in %j',
    async (text) => {
      expect(await search.search({ text, facets: ['country'] })).toEqual({
        hits: [],
        total: 0,
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

  it('narrows hits by chosen values, and each facet by the choices in the others', async () => {
    const { hits, total, facets } = await search.search({
      text: 'red lamp',
      facets: ['country', 'units'],
      chosen: { country: ['France'], units: ['1'] },
    })
    expect(hits.map(({ row }) => row.code)).toEqual(['A1'])
    expect(total).toBe(1)
    expect(facets).toEqual({
      country: [
        { value: 'France', count: 1 },
        { value: 'Germany', count: 1 },
      ],
      units: [
        { value: '1', count: 1 },
        { value: '2', count: 1 },
      ],
    })
    expect(await codes('red lamp', { chosen: { 'detail.colour': ['blue', 'none'] } })).toEqual(['A2'])
    expect(await codes('red lamp', { chosen: { tags: ['red', '\0'], country: [] } })).toEqual([])
  })

  it('marks the words that were found, and escapes everything', async () => {
    const html = async (text: string) => {
      const { hits } = await search.search({ text, highlight: ['name', 'note'] })
      return hits.map(({ highlights }) => [
        highlightHtml(highlights?.['name'] ?? []),
        highlightHtml(highlights?.['note'] ?? []),
      ])
    }
    expect(await html('mug red')).toContainEqual(['<mark>Mug</mark>', 'goes with the <mark>red</mark> lamp'])
    expect(await html('cheval jolis ')).toEqual([
      ['<mark>Chevaux</mark> de bois', '&lt;b&gt;très&lt;/b&gt; “<mark>jolis</mark>” &lt;script&gt;'],
    ])
    await expect(search.search({ text: 'mug', highlight: ['units'] })).rejects.toThrow('no text in "units"')
  })

  it('finds what was meant by misspelt words, and says so', async () => {
    const { hits, corrections } = await search.search({ text: 'Chrsitmas lamsp ', fuzzy: true, match: 'all' })
    expect(hits.map(({ row }) => row.code)).toEqual(['A3'])
    expect(corrections).toEqual([
      { typed: 'Chrsitmas', meant: ['christmas'] },
      { typed: 'lamsp', meant: ['lamp', 'lamps'] },
    ])
    expect(await codes('chrsit', { fuzzy: true })).toEqual(['A3'])
    expect(await codes('chrsitmas lamps', { fuzzy: true, match: 'phrase' })).toEqual(['A3'])
    expect(await codes('theater', { fuzzy: true })).toEqual(['B2'])
    expect(await codes('Glaeser', { fuzzy: true })).toEqual(['D1'])
  })

  it('leaves words alone that are there, and those nothing is like', async () => {
    const { corrections } = await search.search({ text: 'the lamp runs xyzzyq 12345', fuzzy: true })
    expect(corrections).toEqual([])
    expect((await search.search({ text: 'lamp' })).corrections).toBeUndefined()
  })

  it.each([
    'hcristmas',
    'chirstmas',
    'chrismtas',
    'christmsa',
    'christmaas',
    'cristmas',
    'chrstma',
    'kristmas',
  ])('knows what was meant by %s', async (text) => {
    expect((await search.search({ text: `${text} `, fuzzy: true })).corrections).toEqual([
      { typed: text, meant: ['christmas'] },
    ])
  })

  it('sees the rows of a transaction', async () => {
    await db.transaction().execute(async (sqlTransaction) => {
      // The handle of a unit of work has Kysely's transaction as `sql`, which is all that is used here.
      const transaction = { sql: sqlTransaction } as unknown as TransactionHandle
      await sql`update uno.products set name = 'Kaleidoscope' where code = 'A3'`.execute(sqlTransaction)
      const found = await search.search({ text: 'kaliedoscope', fuzzy: true }, { transaction })
      expect(found.hits.map(({ row }) => row.code)).toEqual(['A3'])
      await sql`update uno.products set name = ${products[2]?.name} where code = 'A3'`.execute(sqlTransaction)
    })
  })

  it('completes what is being typed, the most frequent word first', async () => {
    expect(await search.suggest({ text: 'la' })).toEqual([
      { text: 'lamp', count: 3 },
      { text: 'lamps', count: 1 },
    ])
    expect(await search.suggest({ text: 'Red  la' })).toEqual([{ text: 'Red lamp', count: 2 }])
    expect(await search.suggest({ text: 'christmas ' })).toEqual([
      { text: 'christmas lamps', count: 1 },
      { text: 'christmas running', count: 1 },
    ])
    expect(await search.suggest({ text: 'chrsitm', fuzzy: true })).toEqual([{ text: 'christmas', count: 1 }])
    expect(await search.suggest({ text: '  ' })).toEqual([])
    await expect(search.suggest({ text: 'a', limit: 101 })).rejects.toThrow(
      'limit is a whole number from 1 to 100',
    )
  })

  it('is a source of candidates', async () => {
    const { candidates } = search
    const request = await candidates.prepare?.({ text: 'lamsp', fuzzy: true }, {})
    const where = compiler.where(productModel, { op: 'eq', field: 'country', value: 'France' })
    const scope = { tenant: 'default', where, limit: 1 }
    const { rows } =
      await sql`select * from (${candidates.candidates(request ?? { text: '' }, scope)}) as text`.execute(db)
    expect(rows).toEqual([{ id: 'A1', score: expect.any(Number) as number }])
  })

  it.each([
    ['limit is a whole number from 1 to 1000, found 0', { limit: 0 }],
    ['limit is a whole number from 1 to 1000, found 1001', { limit: 1001 }],
    ['offset is a whole number from 0, found -1', { offset: -1 }],
    ['products has no field "country.x"', { facets: ['country.x'] }],
    ['products has no field "a..b"', { facets: ['a..b'] }],
    ['products has no field "a..b"', { chosen: { 'a..b': ['x'] } }],
    ['match is one of any, all, phrase, prefix', { match: 'some' as 'any' }],
    ['ranking is one of rarity, frequency, proximity', { ranking: 'luck' as 'rarity' }],
  ])('that cannot be asked is refused: %s', async (message, request) => {
    await expect(search.search({ text: 'lamp', ...request })).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message,
    })
  })

  it('says that the table is missing', async () => {
    const model = { ...productModel, name: 'nothing' }
    const other = new FullTextSearch({ db, model, repository: { getMany: async () => [] }, compiler })
    await expect(other.search({ text: 'lamp' })).rejects.toMatchObject({ code: 'ERR_SCHEMA' })
  })
})

describe('a search', async () => {
  const database = await createDatabase(inject('postgresUrl'))
  const pool = new Pool({ connectionString: database.url, max: 2 })
  const { db, search } = await openProducts(pool, { trigrams: false })
  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })

  it('needs a model that defines one', () => {
    const { search: _search, ...silent } = productModel
    const options = { db, model: silent, repository: { getMany: async () => [] }, compiler }
    expect(() => new FullTextSearch(options)).toThrow('read model products defines no search')
  })

  it('without trigrams says what is missing, or searches for the words as they stand', async () => {
    await expect(search.search({ text: 'chrsitmas', fuzzy: true })).rejects.toMatchObject({
      code: 'ERR_CAPABILITY',
      capability: 'pg_trgm',
    })
    const { total, corrections } = await search.search({ text: 'chrsitmas', fuzzy: 'where-possible' })
    expect([total, corrections]).toEqual([0, undefined])
    expect((await search.search({ text: 'christmas', fuzzy: 'where-possible' })).total).toBe(1)
  })

  it('finds trigrams that were installed later', async () => {
    await pool.query('create extension pg_trgm')
    expect((await search.search({ text: 'chrsitmas', fuzzy: true })).total).toBe(1)
    expect((await search.search({ text: 'chrsitmas', fuzzy: 'where-possible' })).total).toBe(1)
  })
})

describe('a search of fields that are named like its own', async () => {
  const database = await createDatabase(inject('postgresUrl'))
  const pool = new Pool({ connectionString: database.url, max: 2 })
  const names = [
    'score',
    'query',
    'text',
    'word',
    'typed',
    'asked',
    'value',
    'count',
    'rank',
    'highlights',
    'letters',
    'found',
  ]
  const columns = Object.fromEntries(['id', ...names].map((name) => [name, { type: 'text' as const }]))
  await pool.query(`create schema uno; create extension pg_trgm;
    create table uno.product (tenant_id text, search_vector tsvector, search_text text, ${Object.keys(columns).join(' text, ')} text);
    insert into uno.product values ('default', to_tsvector('english', 'red lamp'), 'red lamp', '1', 'red lamp'${`, 'red lamp'`.repeat(11)})`)
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })

  it('tells them apart', async () => {
    const search = new FullTextSearch({
      db,
      model: {
        name: 'product',
        schema: z.object({ id: z.string() }),
        key: 'id',
        columns,
        indexes: [],
        search: { language: 'english', fields: [{ field: 'query' }], fuzzy: true },
      },
      repository: { getMany: async (ids) => ids },
      compiler,
    })
    const chosen = Object.fromEntries(names.map((name) => [name, ['red lamp']]))
    const found = await search.search({ text: 'lamsp', fuzzy: true, facets: names, chosen, highlight: names })
    expect(found.total).toBe(1)
    for (const name of names) {
      expect(found.facets?.[name]).toEqual([{ value: 'red lamp', count: 1 }])
      expect(found.hits[0]?.highlights?.[name]?.at(-1)).toEqual({ text: 'lamp', marked: true })
    }
    expect(await search.suggest({ text: 'l' })).toEqual([{ text: 'lamp', count: 1 }])
  })
})

describe('a search on a server whose locale is C', async () => {
  const database = await createDatabase(inject('postgresUrl'))
  const name = `${database.name}_c`
  const run = async (statement: string) => {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    const { rows } = await client.query(statement)
    await client.end()
    return rows
  }
  await run(`create database "${name}" template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`)
  const url = new URL(database.url)
  url.pathname = name
  const pool = new Pool({ connectionString: url.href, max: 2 })
  const { db, search } = await openProducts(pool, { trigrams: true })
  afterAll(async () => {
    await db.destroy()
    // Whoever says goodbye is not cut off: nobody listens for errors of its connection any more.
    const connected = `select pid from pg_stat_activity where datname = '${name}'`
    await vi.waitUntil(async () => (await run(connected)).length === 0, { timeout: 10_000 })
    await run(`drop database "${name}"`)
    await database.drop()
  })

  it('tells letters from signs all the same', async () => {
    const { hits } = await search.search({ text: '“jolis”', highlight: ['note'] })
    expect(hits.map(({ row }) => row.code)).toEqual(['F1'])
    expect(hits[0]?.highlights?.['note']).toContainEqual({ text: 'jolis', marked: true })
    expect((await search.search({ text: 'chrsitmas', fuzzy: true })).total).toBe(1)
  })
})

describe('whatever a person types', async () => {
  const database = await createDatabase(inject('postgresUrl'))
  const pool = new Pool({ connectionString: database.url, max: 2 })
  const { db, search } = await openProducts(pool, { trigrams: true })
  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })
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
    ['-1e-400', '٣', 'ﷺ', '漢字', 'é́́', 'lamp', 'the', "E'\\''", 'null', '\\u0000', '\r\n\t', '\u0001', '<b>'],
    ['x'.repeat(3000), '漢'.repeat(700), 'chrsitmas', 'goes with', '-T-12-', "teacher's"],
  ]
  const word = fc.constantFrom(...words.flat())
  const typed = fc.oneof(
    fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
    fc.array(word, { maxLength: 8 }).map((words) => words.join('')),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom('a', '\ud800', '\udc00', "'", '\\', ' ', '&', '😀') }),
  )
  const match = fc.constantFrom('any', 'all', 'phrase', 'prefix')
  const ranking = fc.constantFrom('rarity', 'frequency', 'proximity')

  it('is a query and never an error', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(typed, match, ranking, fc.boolean(), async (text, match, ranking, fuzzy) => {
        const highlight = ['name', 'note']
        const { hits } = await search.search({ text, match, ranking, fuzzy, highlight })
        for (const { row, highlights } of hits) {
          expect(highlights?.['note']?.map((piece) => piece.text).join('')).toBe(row.note)
        }
        await search.suggest({ text, fuzzy })
      }),
      { numRuns: 250 },
    )
  })

  it('may be long', async () => {
    for (const unit of ['lamp ', 'x', '😀', "'", '\\', 'a&', '漢', 'a b c 1 2 3 ']) {
      const text = unit.repeat(10_000 / unit.length)
      for (const match of ['any', 'all', 'phrase', 'prefix'] as const) {
        await expect(search.search({ text, match, fuzzy: true })).resolves.toBeDefined()
      }
    }
  })

  it('may be chosen of a facet', async () => {
    await fc.assert(
      fc.asyncProperty(typed, async (value) => {
        const { hits } = await search.search({ text: 'lamp', chosen: { country: [value], tags: [value] } })
        expect(hits).toEqual([])
      }),
      { numRuns: 50 },
    )
  })

  it('still finds the word among the noise', async () => {
    const { hits } = await search.search({ text: `lamp ' \\ & | ! :* <-> ( "` })
    expect(hits.map(({ row }) => row.code)).toEqual(expect.arrayContaining(['A1', 'A2', 'A3']))
  })
})
