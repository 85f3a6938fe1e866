import { InMemoryAggregator, InMemoryReadModelRepository } from '@uno-ts/testing'
import { describeQueryService, searchedProductModel, type Product } from '@uno-ts/testing/conformance'
import { describe, expect, it } from 'vitest'
import { EnhancedQueryService } from './enhanced-query-service.ts'

const model = searchedProductModel

describeQueryService(
  'EnhancedQueryService in memory',
  async () => {
    const repository = new InMemoryReadModelRepository<Product>({ model })
    const aggregator = new InMemoryAggregator<Product>({ model, repository })
    return {
      repository,
      service: new EnhancedQueryService({ repository, aggregator }),
      dispose: () => undefined,
    }
  },
  ['aggregate'],
)

describe('a service without parts', () => {
  const repository = new InMemoryReadModelRepository<Product>({ model })
  const service = new EnhancedQueryService<Product>({ repository })
  const node = { label: 'product', key: 'a' }

  it('answers what it can, and says what it was not given', async () => {
    expect(await service.count()).toBe(0)
    await expect(service.search({ text: 'lamp' })).rejects.toMatchObject({
      code: 'ERR_CONFIGURATION',
      path: 'text',
    })
    await expect(service.aggregate({ measures: { all: { op: 'count' } } })).rejects.toMatchObject({
      path: 'aggregator',
    })
    await expect(service.graphQuery({ type: 'neighbours', of: node })).rejects.toMatchObject({
      path: 'graph',
    })
    await expect(service.handleQuery({ type: 'hybrid', text: 'lamp' })).rejects.toMatchObject({
      path: 'hybrid',
    })
  })
})

describe('a service with parts', () => {
  it('asks each what is its own', async () => {
    const asked: unknown[] = []
    const service = new EnhancedQueryService<Product>({
      repository: new InMemoryReadModelRepository<Product>({ model }),
      text: {
        search: async (request) => {
          asked.push(request)
          return { hits: [] }
        },
      },
      hybrid: {
        hybridQuery: async (request) => {
          asked.push(request)
          return { hits: [], total: 0, leftOut: [] }
        },
      },
    })
    expect(await service.handleQuery({ type: 'search', text: 'lamp' })).toEqual({ hits: [] })
    expect(await service.hybridQuery({ text: 'mug' })).toMatchObject({ total: 0 })
    expect(asked).toEqual([{ type: 'search', text: 'lamp' }, { text: 'mug' }])
    expect(service.getRecentMetrics().map(({ queryType }) => queryType)).toEqual(['hybrid', 'search'])
  })
})
