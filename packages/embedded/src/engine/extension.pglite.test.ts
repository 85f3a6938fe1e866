import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EmbeddedDatabase } from '../embedded-database.ts'
import { embedded } from '../embedded.ts'

let database: EmbeddedDatabase
beforeAll(async () => {
  const cacheDir = join(tmpdir(), 'uno-ts-test-snapshots')
  database = await embedded({ cacheDir, extensions: ['vector', 'age'] })
})
afterAll(() => database.close())

describe('an embedded database with extensions', () => {
  it('finds the nearest vectors by an HNSW index', async () => {
    await database.pool.query('create table item (id int, embedding vector(3))')
    await database.pool.query(
      `insert into item select i, array[i, i, i]::vector from generate_series(1, 100) i`,
    )
    await database.pool.query('create index on item using hnsw (embedding vector_l2_ops)')
    const nearest = 'select id from item order by embedding <-> $1 limit 2'
    expect((await database.pool.query(nearest, ['[7.2, 7.2, 7.2]'])).rows).toEqual([{ id: 7 }, { id: 8 }])
  })

  it('answers Cypher with a parameter', async () => {
    const client = await database.pool.connect()
    try {
      await client.query(`load 'age'; set search_path = ag_catalog, public; select create_graph('shop')`)
      await client.query(`select * from cypher('shop', $$ create (:Customer {name: 'Ada'}) $$) as (x agtype)`)
      const find = `select name from cypher('shop', $$ match (c:Customer {name: $name}) return c.name $$, $1) as (name agtype)`
      const { rows } = await client.query({
        name: 'find',
        text: find,
        values: [JSON.stringify({ name: 'Ada' })],
      })
      expect(rows).toEqual([{ name: '"Ada"' }])
    } finally {
      client.release(true)
    }
  })

  it('says which ones it has', () => {
    expect(database.facts.extensions).toEqual(['vector', 'age'])
  })
})
