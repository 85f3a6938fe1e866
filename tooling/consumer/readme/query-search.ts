import { embedded } from '@uno-ts/embedded'
import {
  defineReadModel,
  evolveReadModels,
  KyselyCriteriaCompiler,
  PostgresReadModelRepository,
} from '@uno-ts/read-model'
import { Kysely, PostgresDialect } from 'kysely'
import assert from 'node:assert/strict'
import { z } from 'zod'
import { suggest } from './example.ts'

const model = defineReadModel({
  name: 'product',
  schema: z.object({ code: z.string(), name: z.string(), stock: z.int(), colour: z.string() }),
  key: 'code',
  columns: { name: { type: 'text' }, stock: { type: 'integer' }, colour: { type: 'text' } },
  search: { fields: [{ field: 'name', weight: 'A' }] },
})

await using database = await embedded()
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: database.pool }) })
await evolveReadModels(db, [model])
const repository = new PostgresReadModelRepository({ db, model })
await repository.saveMany([
  { code: '1', name: 'ENAMEL MUG', stock: 3, colour: 'red' },
  { code: '2', name: 'ENAMEL JUG', stock: 0, colour: 'red' },
])

const parts = { db, model, repository, compiler: new KyselyCriteriaCompiler() }
assert.deepEqual(await suggest(parts, 'enamel'), ['ENAMEL MUG', 'red (1)'])
