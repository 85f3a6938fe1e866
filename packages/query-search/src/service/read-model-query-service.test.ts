import { InMemoryCacheStore, InMemoryReadModelRepository, ManualClock } from '@uno-ts/testing'
import type { Logger, ReadModelCache, ReadModelDefinition, ReadModelQuery } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { QueryMetricsRecorder } from '../metrics/query-metrics-recorder.ts'
import { ReadModelQueryService } from './read-model-query-service.ts'

const product = z.object({
  code: z.string(),
  units: z.int(),
  size: z.object({ width: z.number() }).optional(),
})
type Product = z.output<typeof product>
const model: ReadModelDefinition = {
  name: 'products',
  schema: product,
  key: 'code',
  columns: { units: { type: 'integer' } },
  indexes: [],
}

async function products(): Promise<InMemoryReadModelRepository<Product>> {
  const repository = new InMemoryReadModelRepository<Product>({ model })
  await repository.saveMany([
    { code: 'A', units: 1, size: { width: 2 } },
    { code: 'B', units: 3 },
    { code: 'C', units: 2 },
  ])
  return repository
}

/** A cache whose leases are always granted. */
function cache(): ReadModelCache {
  const store = new InMemoryCacheStore()
  return {
    get: (key) => store.get(key),
    set: (key, value, options) => store.set(key, value, options),
    delete: (key) => store.delete(key),
    invalidateTags: (tags) => store.invalidateTags(tags),
    invalidateAll: (prefix) => store.invalidateAll(prefix),
    statistics: () => store.statistics(),
    getMany: (keys) => Promise.all(keys.map((key) => store.get(key))) as never, // each has the value it was asked for
    lease: async (keys) => keys.map(() => ({ state: 'granted', token: '' })),
    fill: async (key, value, options) => {
      await store.set(key, value, options)
      return true
    },
    outdate: async (keys) => {
      for (const key of keys) await store.delete(key)
    },
  }
}

describe('a question that is plain data', () => {
  it('is answered as the method of its type answers', async () => {
    const service = new ReadModelQueryService({ repository: await products() })
    const where = { op: 'gt', field: 'units', value: 1 } as const
    expect(await service.handleQuery({ type: 'get-by-id', id: 'A' })).toEqual(await service.getById('A'))
    expect(await service.handleQuery({ type: 'find', where })).toEqual(await service.find({ where }))
    expect(await service.handleQuery({ type: 'count', where })).toBe(2)
    const page = await service.handleQuery({ type: 'paginate', limit: 2, total: true })
    expect(page).toEqual(await service.paginate({ limit: 2, total: true }))
  })

  it('is refused when its type is unknown', async () => {
    const service = new ReadModelQueryService({ repository: await products() })
    const query = { type: 'drop' } as unknown as ReadModelQuery & { type: 'count' }
    expect(() => service.handleQuery(query)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARGUMENT' }),
    )
  })
})

describe('a projection of fields', () => {
  it('gives those alone, null for what is missing', async () => {
    const service = new ReadModelQueryService({ repository: await products() })
    const rows = await service.find({ fields: ['code', 'size.width'], limit: 2 })
    expect(rows.map(({ code, size }) => [code, size.width])).toEqual([
      ['A', 2],
      ['B', null],
    ])
    const { items } = await service.paginate({ fields: ['units'], limit: 1 })
    expect(items).toEqual([{ units: 1 }])
  })
})

describe('a service with a cache', () => {
  it('answers again what it has answered, until the tag is invalidated', async () => {
    const repository = await products()
    const store = cache()
    const service = new ReadModelQueryService({
      repository,
      cache: { store, ttlMs: 60_000, name: 'products' },
    })
    const where = { op: 'gte', field: 'units', value: 2 } as const
    expect(await service.count(where)).toBe(2)
    expect(await service.getById('Z')).toBeUndefined()
    await repository.save({ code: 'Z', units: 9 })
    expect(await service.count(where)).toBe(2)
    expect(await service.getById('Z')).toBeUndefined() // that there is none is an answer, too
    expect(await service.count(where, { tenant: 'other' })).toBe(0)
    expect(service.getRecentMetrics().map(({ cacheHit }) => cacheHit)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ])
    await store.invalidateTags(['products'])
    expect(await service.count(where)).toBe(3)
    expect(await service.getById('Z')).toEqual({ code: 'Z', units: 9 })
  })

  it('reads for whoever must have seen a position', async () => {
    const repository = await products()
    const service = new ReadModelQueryService({
      repository,
      cache: { store: cache(), ttlMs: 60_000, name: 'products' },
    })
    expect(await service.count()).toBe(3)
    await repository.save({ code: 'D', units: 1 })
    expect(await service.count(undefined, { minPosition: 7n as never })).toBe(4) // positions are branded
    expect(await service.count()).toBe(3)
  })
})

describe('the metrics of questions', () => {
  it('tell the newest, with their types, sizes and failures', async () => {
    const clock = new ManualClock(1_000)
    let ids = 0
    const metrics = new QueryMetricsRecorder({ keep: 3, clock, newId: () => `query-${++ids}` })
    const service = new ReadModelQueryService({ repository: await products(), metrics })
    await service.count()
    await service.getById('A')
    await service.find({ limit: 2 })
    await expect(service.paginate({ limit: 0 })).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
    const recent = service.getRecentMetrics()
    expect(
      recent.map(({ queryId, queryType, resultCount, success }) => [
        queryId,
        queryType,
        resultCount,
        success,
      ]),
    ).toEqual([
      ['query-4', 'paginate', undefined, false],
      ['query-3', 'find', 2, true],
      ['query-2', 'get-by-id', 1, true],
    ])
    for (const { startTime, endTime, durationMs } of recent) {
      expect(startTime).toEqual(new Date(1_000))
      expect(durationMs).toBeGreaterThanOrEqual(0)
      expect(endTime?.getTime()).toBeGreaterThanOrEqual(1_000)
    }
  })

  it('log what is slow with its plan, and never what was asked', async () => {
    const lines: object[] = []
    const told = (facts: object | string): void => void lines.push(facts as object)
    const logger: Logger = { debug: told, info: told, warn: told, error: told }
    const metrics = new QueryMetricsRecorder({ slowQueryMs: -1, explainSlowQueries: true, logger })
    const repository = Object.assign(await products(), {
      explain: async () => 'Seq Scan on products',
    })
    const service = new ReadModelQueryService({ repository, metrics })
    await service.find({ where: { op: 'eq', field: 'code', value: 'secret' } })
    await service.getById('secret')
    await metrics.idle()
    expect(lines).toEqual([
      expect.objectContaining({ queryType: 'find', resultCount: 0, plan: 'Seq Scan on products' }),
      expect.objectContaining({ queryType: 'get-by-id', resultCount: 0 }),
    ])
    expect(JSON.stringify(lines)).not.toContain('secret')
  })
})
