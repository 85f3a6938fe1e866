import { CapabilityProbe, installExtensions } from '@uno-ts/query-search'
import { createDatabase } from '@uno-ts/testing'
import { describeQueryService, type Product } from '@uno-ts/testing/conformance'
import { Kysely, PostgresDialect } from 'kysely'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { openServices } from '../../../test/agreement/open-services.ts'
import { openPool } from '../../event-store/contender/open-pool.ts'

const opened = new AsyncDisposableStack()
afterAll(() => opened.disposeAsync())

const lamp: Product = {
  id: 'a',
  name: 'Red lamp',
  category: null,
  units: 1,
  priceMilli: 0n,
  rating: null,
  active: true,
  addedAt: null,
  labels: [],
  attributes: null,
}

async function open(url: string) {
  const database = await createDatabase(url)
  opened.defer(() => database.drop())
  const pool = openPool(database.url, 2)
  opened.defer(() => pool.end())
  return pool
}

for (const { name, url } of inject('postgresServers')) {
  const pool = await open(url)
  const services = await openServices(pool)
  describeQueryService(`EnhancedQueryService on ${name}`, services, ['aggregate', 'text', 'graph'])

  describe(`EnhancedQueryService on ${name}, which has no pgvector`, () => {
    const capabilities = new CapabilityProbe({ db: new Kysely({ dialect: new PostgresDialect({ pool }) }) })
    const missing = {
      code: 'ERR_CAPABILITY',
      capability: 'vector',
      message: expect.stringContaining('create extension') as string,
    }

    it('says of a question by likeness what is missing, and how to get it', async () => {
      await expect(capabilities.require('vector')).rejects.toMatchObject(missing)
      const { vectors } = await services()
      await expect(vectors?.save([{ id: 'a', vector: [1, 0, 0] }])).rejects.toMatchObject(missing)
      await expect(vectors?.search({ vector: [1, 0, 0] })).rejects.toMatchObject(missing)
    })

    it('answers by words what was asked by words and likeness, and says what it has left out', async () => {
      const { service, repository } = await services()
      await repository.saveMany([lamp])
      const asked = { ask: { text: { text: 'lamp' }, vector: { vector: [1, 0, 0] } } }
      await expect(service.hybridQuery?.(asked)).rejects.toMatchObject(missing)
      const answer = await service.hybridQuery?.({ ...asked, unable: 'leave-out' })
      expect(answer?.hits.map(({ row }) => row.id)).toEqual(['a'])
      expect(answer?.leftOut).toEqual([{ source: 'vector', reason: missing.message }])
    })
  })
}

const full = inject('postgresFullUrl')
for (const engine of full === undefined ? [] : (['relational', 'age'] as const)) {
  const pool = await open(full ?? '')
  await installExtensions(new Kysely({ dialect: new PostgresDialect({ pool }) }), ['vector', 'age'])
  describeQueryService(
    `EnhancedQueryService on PostgreSQL 17 with extensions, its graph ${engine}`,
    await openServices(pool, { graph: engine }),
    ['aggregate', 'text', 'vector', 'graph', 'hybrid'],
  )
}
