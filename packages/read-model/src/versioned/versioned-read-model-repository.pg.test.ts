import { createDatabase } from '@uno-ts/testing'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { defineReadModel } from '../define/define-read-model.ts'
import { PostgresReadModelRepository } from '../repository/postgres-read-model-repository.ts'
import { createTableStatements } from '../table/create-table-statements.ts'
import { VersionedReadModelRepository } from './versioned-read-model-repository.ts'

const model = defineReadModel({
  name: 'countries',
  schema: z.object({ code: z.string(), orders: z.int() }),
  key: 'code',
  columns: { orders: { type: 'integer' } },
})
const database = await createDatabase(inject('postgresUrl'))
const db = new Kysely<unknown>({
  dialect: new PostgresDialect({ pool: new Pool({ connectionString: database.url, max: 2 }) }),
})
await sql`create schema uno`.execute(db)
for (const version of [1, 2]) {
  const ofVersion = { ...model, name: `countries_v${version}` }
  for (const statement of createTableStatements(ofVersion, { schema: '"uno"' })) {
    await sql.raw(statement).execute(db)
  }
  const codes = ['de', 'fr', 'uk'].slice(0, version + 1)
  const rows = codes.map((code) => ({ code, orders: version }))
  await new PostgresReadModelRepository({ db, model: ofVersion }).saveMany(rows)
}

afterAll(async () => {
  await db.destroy()
  await database.drop()
})

describe('a read model in tables by version', () => {
  it('is read from one of them in each operation, whenever another becomes active', async () => {
    let asked = 0
    // Another version after every answer: an operation that asked twice would mix them.
    const table = async () => `uno.countries_v${(asked++ % 2) + 1}`
    const countries = new VersionedReadModelRepository({ db, model, table })
    for (const version of [1, 2, 1]) {
      const page = await countries.find({ limit: 1, total: true })
      expect(page.items).toEqual([{ code: 'de', orders: version }])
      expect(page.total).toBe(version + 1)
    }
    const streamed = await Array.fromAsync(countries.stream({}, { batchSize: 1 }))
    expect(streamed.map(({ orders }) => orders)).toEqual([2, 2, 2])
    expect(await countries.get('uk')).toBeUndefined()
    expect(await countries.getMany(['uk', 'de'])).toEqual([
      { code: 'uk', orders: 2 },
      { code: 'de', orders: 2 },
    ])
  })

  it('is written there too, in the schema of the options where the name has none', async () => {
    const countries = new VersionedReadModelRepository({ db, model, table: async () => 'countries_v1' })
    await countries.save({ code: 'nl', orders: 9 })
    expect(await countries.patch('nl', { orders: 10 })).toBe(true)
    expect(await countries.getModel('nl')).toMatchObject({ row: { code: 'nl', orders: 10 }, version: 2 })
    expect(await countries.count()).toBe(3)
    expect(await countries.delete('nl')).toBe(true)
    expect(await countries.exists('nl')).toBe(false)
  })
})
