import { embedded } from '@uno-ts/embedded'
import { evolveReadModels, PostgresReadModelRepository } from '@uno-ts/read-model'
import { Kysely, PostgresDialect } from 'kysely'
import assert from 'node:assert/strict'
import { bestSellers, productSales } from './example.ts'

await using database = await embedded()
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: database.pool }) })
await evolveReadModels(db, [productSales])
const mug = { grossMilli: 0n, lastSoldAt: null, supplier: { city: 'Leeds' } }
await new PostgresReadModelRepository({ db, model: productSales }).saveMany([
  { ...mug, code: '1', name: 'RED MUG', unitsSold: 2, colours: ['red'] },
  { ...mug, code: '2', name: 'BLUE MUG', unitsSold: 9, colours: ['blue'] },
  { ...mug, code: '3', name: 'PINK MUG', unitsSold: 5, colours: ['pink'] },
])

assert.deepEqual(await bestSellers(db), ['PINK MUG', 'RED MUG'])
