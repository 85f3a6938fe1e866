import type { Criteria, ReadModelDefinition } from '@uno-ts/types'
import { Kysely, PostgresDialect, sql, type SqlBool } from 'kysely'
import type { Pool } from 'pg'
import { z } from 'zod'
import { FullTextSearch } from '../src/full-text/full-text-search.ts'

const schema = z.object({
  code: z.string(),
  name: z.string(),
  note: z.string(),
  country: z.string().nullable(),
  units: z.int(),
  tags: z.array(z.string()),
  language: z.string(),
  detail: z.json(),
})
export type Product = z.output<typeof schema>

const text = { type: 'text' } as const

/** Products in English, German and French, whose text is kept for misspelt words. */
export const productModel: ReadModelDefinition<'products', typeof schema, 'code'> = {
  name: 'products',
  schema,
  key: 'code',
  columns: {
    code: text,
    name: text,
    note: text,
    country: { type: 'text', nullable: true },
    units: { type: 'integer' },
    tags: { type: 'text[]' },
    language: text,
  },
  indexes: [],
  search: {
    language: 'english',
    languages: { field: 'language', configurations: { de: 'german', fr: 'french' } },
    fields: [{ field: 'name', weight: 'A' }, { field: 'note' }],
    fuzzy: true,
  },
}

const product = (code: string, name: string, more: Partial<Product> = {}): Product => ({
  code,
  name,
  note: '',
  country: null,
  units: 1,
  tags: [],
  language: 'en',
  detail: { colour: 'red' },
  ...more,
})

export const products: readonly Product[] = [
  product('A1', 'Red lamp', { country: 'France', tags: ['light', 'red'] }),
  product('A2', 'Blue lamp', {
    country: 'France',
    units: 2,
    tags: ['light'],
    detail: { colour: ['blue', 'red'] },
  }),
  product('A3', 'Christmas lamps, running', { country: 'Germany', detail: {} }),
  product('B1', 'Mug', { note: 'goes with the red lamp', detail: { colour: null } }),
  product('B2', `Teacher's theatre T-12 set (3.5 cm) red,white HEART/ICE-CREAM`),
  product('D1', 'Gläser für Häuser', { language: 'de', detail: {} }),
  product('F1', 'Chevaux de bois', { language: 'fr', note: '<b>très</b> “jolis” <script>', detail: {} }),
]

const vector = (language: string) =>
  `setweight(to_tsvector('${language}', translate(name, '/“”', '   ')), 'A') || setweight(to_tsvector('${language}', translate(note, '/“”', '   ')), 'D')`

/** Makes the table of the products, as the read-model package would, and a search over it. */
export async function openProducts(
  pool: Pool,
  options: { readonly trigrams: boolean },
): Promise<{ readonly db: Kysely<unknown>; readonly search: FullTextSearch<Product> }> {
  await pool.query('create schema uno')
  await pool.query(`create table uno.products (
    tenant_id text collate "C" not null, code text collate "C" not null, name text collate "C" not null,
    note text collate "C" not null, country text collate "C", units bigint not null, tags text[] collate "C" not null,
    language text collate "C" not null, document jsonb not null,
    search_vector tsvector generated always as (case language when 'de' then ${vector('german')}
      when 'fr' then ${vector('french')} else ${vector('english')} end) stored,
    search_text text collate "C" generated always as (name || ' ' || note) stored,
    primary key (tenant_id, code))`)
  await pool.query(`create index on uno.products using gin (search_vector)`)
  if (options.trigrams) {
    await pool.query('create extension pg_trgm')
    await pool.query(`create index on uno.products using gin (search_text gin_trgm_ops)`)
  }
  await pool.query(
    `insert into uno.products (tenant_id, code, name, note, country, units, tags, language, document)
     select 'default', r.code, r.name, r.note, r.country, r.units, r.tags, r.language, jsonb_build_object('detail', r.detail)
     from json_to_recordset($1)
       as r(code text, name text, note text, country text, units bigint, tags text[], language text, detail jsonb)`,
    [JSON.stringify(products)],
  )
  await pool.query(`insert into uno.products (tenant_id, code, name, note, units, tags, language, document)
    values ('other', 'A1', 'Red lamp of another tenant', '', 1, '{}', 'en', '{}')`)
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const repository = { getMany: async (ids: readonly string[]) => ids.map(byCode) }
  return { db, search: new FullTextSearch<Product>({ db, pool, model: productModel, repository, compiler }) }
}

const byCode = (id: string) => products.find(({ code }) => code === id)

/** The read-model package compiles all criteria; one is enough here. */
export const compiler = {
  where: (_model: unknown, criteria: Criteria) =>
    criteria.op === 'eq' ? sql<SqlBool>`${sql.ref(criteria.field)} = ${criteria.value}` : sql<SqlBool>`false`,
}
