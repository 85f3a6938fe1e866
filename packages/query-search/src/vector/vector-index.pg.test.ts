import { createDatabase } from '@uno-ts/testing'
import { Pool } from 'pg'
import { afterAll, expect, inject, it } from 'vitest'
import { describeVectorIndex } from '../../test/describe-vector-index.ts'
import { openVectorShop } from '../../test/vector-shop.ts'
import { FeatureHashingProvider } from '../embedding/feature-hashing-provider.ts'

/** A server with pgvector, where there is one; the embedded database shows the same anywhere. */
const withVectors = [inject('postgresFullUrl')].filter((url) => url !== undefined)

for (const url of withVectors) {
  const database = await createDatabase(url)
  const pool = new Pool({ connectionString: database.url, max: 4 })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })
  describeVectorIndex('a server with pgvector', () => Promise.resolve(pool))
}

it('names what is missing in a database without pgvector', async () => {
  await using database = await createDatabase(inject('postgresUrl'))
  const pool = new Pool({ connectionString: database.url, max: 1 })
  const shop = await openVectorShop(pool, { extension: false })
  const index = shop.index('missing', new FeatureHashingProvider())
  const missing = { code: 'ERR_CAPABILITY', capability: 'vector' }
  await expect(index.search({ text: 'lamp' })).rejects.toMatchObject(missing)
  await expect(index.refresh()).rejects.toMatchObject(missing)
  await pool.end()
})
