import { createDatabase } from '@uno-ts/testing'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { afterAll, expect, inject, it } from 'vitest'
import { vectorMigrations } from '../vector/vector-migrations.ts'
import { CachedEmbeddingProvider } from './cached-embedding-provider.ts'
import { FeatureHashingProvider } from './feature-hashing-provider.ts'
import { PostgresEmbeddingCache } from './postgres-embedding-cache.ts'

const database = await createDatabase(inject('postgresUrl'))
const pool = new Pool({ connectionString: database.url })
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
await pool.query('create schema uno')
for (const step of vectorMigrations.steps) {
  for (const statement of step.statements({ schema: 'uno' })) await pool.query(statement)
}
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

it('keeps embeddings for every process, without an extension', async () => {
  const texts = ['red lamp', 'mug', 'red lamp', '']
  const expected = await new FeatureHashingProvider().embed(texts)
  const embed = (inner: FeatureHashingProvider) =>
    new CachedEmbeddingProvider({ inner, cache: new PostgresEmbeddingCache({ db }) }).embed(texts)
  await Promise.all([embed(new FeatureHashingProvider()), embed(new FeatureHashingProvider())])
  const silent = (dimensions: number): FeatureHashingProvider =>
    Object.assign(new FeatureHashingProvider({ dimensions }), {
      embed: () => Promise.reject(new RangeError('asked again')),
    })
  const kept = await embed(silent(256))
  expect(kept.map((embedding) => Float32Array.from(embedding))).toEqual(expected)
  await expect(embed(silent(8))).rejects.toThrow('again')
})
