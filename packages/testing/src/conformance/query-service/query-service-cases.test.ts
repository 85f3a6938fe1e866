import type { Aggregator, QueryService, ReadModelOptions, ReadModelQuery } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { InMemoryAggregator } from '../../aggregate/in-memory-aggregator.ts'
import { InMemoryReadModelRepository } from '../../read-model/in-memory-read-model-repository.ts'
import { firstFailure, sabotaged } from '../first-failure.ts'
import type { Product } from '../read-model/product.ts'
import { queryServiceCases } from './query-service-cases.ts'
import { searchedProductModel as model } from './query-service-subject.ts'

type Service = QueryService<Product> & Aggregator<Product>
type Lies = (honest: Service) => Partial<Service>

/** The questions as they are asked of a repository. */
function honestService(repository: InMemoryReadModelRepository<Product>): Service {
  const aggregator = new InMemoryAggregator<Product>({ model, repository })
  const service = {
    getById: (id: string, options?: ReadModelOptions) => repository.get(id, options),
    find: async (request, options) => (await repository.find(request, options)).items,
    paginate: (request, options) => repository.find(request, options),
    count: (where, options) => repository.count(where, options),
    aggregate: (request, options) => aggregator.aggregate(request, options),
    handleQuery: ((query: ReadModelQuery, options?: ReadModelOptions) => {
      if (query.type === 'get-by-id') return service.getById(query.id, options)
      if (query.type === 'find') return service.find(query, options)
      return query.type === 'count'
        ? service.count(query.where, options)
        : service.paginate(query as object, options)
    }) as Service['handleQuery'], // its types follow the query's
  } satisfies Service
  return service
}

const run = (lies: Lies): Promise<string | undefined> =>
  firstFailure(queryServiceCases, ['aggregate'], () => {
    const repository = new InMemoryReadModelRepository<Product>({ model })
    const honest = honestService(repository)
    return { repository, service: sabotaged<Service>(honest, lies(honest)), dispose: () => undefined }
  })

describe('the conformance suite of query services', () => {
  it('passes an honest service, without any test runner', async () => {
    expect(await run(() => ({}))).toBeUndefined()
  })

  it.each<[string, Lies]>([
    ['counts every row', (honest) => ({ count: () => honest.count() })],
    ['shows the rows of others', (honest) => ({ getById: (id) => honest.getById(id) })],
    [
      'takes the cursors of other lists',
      (honest) => ({
        paginate: (request, options) =>
          honest.paginate(request, options).catch(() => ({ items: [], next: null, previous: null })),
      }),
    ],
    [
      'finds nothing where it should refuse',
      (honest) => ({ find: (request, options) => honest.find(request, options).catch(() => []) }),
    ],
    [
      'adds bigints up as doubles',
      (honest) => ({
        aggregate: async (request, options) => {
          const rows = await honest.aggregate(request, options)
          const rounded = (value: unknown) => (typeof value === 'bigint' ? BigInt(Number(value)) : value)
          return rows.map(
            (row) =>
              Object.fromEntries(
                Object.entries(row).map(([name, value]) => [name, rounded(value)]),
              ) as typeof row,
          )
        },
      }),
    ],
    [
      'keeps every group',
      (honest) => ({
        aggregate: (request, options) => honest.aggregate({ ...request, having: undefined }, options),
      }),
    ],
  ])('notices a service that %s', async (_, lies) => {
    expect(await run(lies)).toBeDefined()
  })
})
