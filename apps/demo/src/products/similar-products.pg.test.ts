import { createDatabase } from '@uno-ts/testing'
import { Pool } from 'pg'
import { expect, inject, it } from 'vitest'
import { openTestShop } from '../../test/open-test-shop.ts'
import { describeSimilarProducts, listGoods } from '../../test/describe-similar-products.ts'

const withVectors = [inject('postgresFullUrl')].filter((url) => url !== undefined)

for (const url of withVectors) {
  describeSimilarProducts('a server with pgvector', async () => {
    const database = await createDatabase(url)
    return { pool: new Pool({ connectionString: database.url }), close: () => database.drop() }
  })
}

it('says what is missing on a server without pgvector, and searches by words', async () => {
  await using resources = new AsyncDisposableStack()
  const database = resources.use(await createDatabase(inject('postgresUrl')))
  const pool = new Pool({ connectionString: database.url })
  resources.defer(() => pool.end())
  const test = resources.use(await openTestShop(pool))
  await listGoods(test)
  expect(await test.ask('/api/products/10001/similar')).toMatchObject({
    status: 501,
    code: 'ERR_CAPABILITY',
  })
  expect(await test.ask('/api/search?q=lunch%20bag&mode=vector')).toMatchObject({ code: 'ERR_CAPABILITY' })
  expect(await test.ask('/api/search?q=lunch%20bag')).toMatchObject({
    items: [{ code: '10001' }, { code: '10002' }, { code: '10003' }],
    leftOut: [{ source: 'vector', reason: expect.stringContaining('create extension vector') as string }],
  })
})
