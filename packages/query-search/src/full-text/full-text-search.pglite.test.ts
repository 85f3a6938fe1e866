import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { sql, Kysely, PostgresDialect, type SqlBool } from 'kysely'
import { Client, Pool } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { FullTextSearch } from './full-text-search.ts'

/** Each connection a socket of its own: one that has seen an error is not used again. */
class LiteClient extends Client {
  constructor() {
    super(createPgConfig(lite))
  }
}

const lite = await PGlite.create()
// One connection is all there is, and it is never given up.
const db = new Kysely<unknown>({
  dialect: new PostgresDialect({ pool: new Pool({ Client: LiteClient, max: 1, idleTimeoutMillis: 0 }) }),
})
await lite.exec(`create schema uno;
  create table uno.products (tenant_id text, code text collate "C", name text, country text,
    search_vector tsvector generated always as (to_tsvector('english', name)) stored);
  create index on uno.products using gin (search_vector);
  insert into uno.products values
    ('default', 'A', 'Red lamps', 'France'), ('default', 'B', 'Christmas lamp, red', 'Spain'), ('default', 'C', 'Mug', null)`)
afterAll(async () => {
  await db.destroy()
  await lite.close()
})

const search = new FullTextSearch({
  db,
  model: {
    name: 'products',
    schema: z.object({ code: z.string() }),
    key: 'code',
    columns: { country: { type: 'text', nullable: true } },
    indexes: [],
    search: { language: 'english', fields: [{ field: 'name' }] },
  },
  repository: { getMany: async (ids) => ids },
  compiler: { where: () => sql<SqlBool>`true` },
})

describe('a search of the embedded database', () => {
  it('ranks, counts and reads unfinished words', async () => {
    const { hits, facets } = await search.search({ text: 'red lamp', facets: ['country'] })
    expect(hits.map(({ row }) => row)).toEqual(['A', 'B'])
    expect(facets).toEqual({
      country: [
        { value: 'France', count: 1 },
        { value: 'Spain', count: 1 },
      ],
    })
    const { hits: unfinished } = await search.search({ text: 'lamp chri', match: 'all' })
    expect(unfinished.map(({ row }) => row)).toEqual(['B'])
  })

  it.each(["'", '\\', "a'b\\c:*", '!()&|<->', '😀', '\0', '\ud800', ''])(
    'takes %j for a query',
    async (text) => {
      await expect(search.search({ text })).resolves.toMatchObject({ hits: expect.any(Array) as unknown })
    },
  )
})
