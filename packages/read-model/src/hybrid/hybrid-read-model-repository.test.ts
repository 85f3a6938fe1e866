import { InMemoryReadModelRepository, ManualClock } from '@uno-ts/testing'
import { product, productModel, watchedRepository, type Product } from '@uno-ts/testing/conformance'
import {
  globalPosition,
  projectionId,
  silentLogger,
  type ChangeFeed,
  type ProjectionChange,
} from '@uno-ts/types'
import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryCache } from '../cache/memory-cache.ts'
import {
  HybridReadModelRepository,
  type HybridReadModelRepositoryOptions,
} from './hybrid-read-model-repository.ts'

let clock: ManualClock
let truth: ReturnType<typeof watchedRepository<Product>>
let cache: MemoryCache

beforeEach(async () => {
  clock = new ManualClock(0)
  truth = watchedRepository(new InMemoryReadModelRepository<Product>({ model: productModel }))
  cache = new MemoryCache({ clock })
  await truth.repository.save(product('a', { units: 1 }))
})

function open(options: Partial<HybridReadModelRepositoryOptions<Product>> = {}) {
  const { repository } = truth
  return new HybridReadModelRepository({ repository, cache, model: productModel, clock, ...options })
}

describe('a repository with a cache before it', () => {
  it('leaves the cache out within a transaction', async () => {
    const repository = open()
    await repository.get('a')
    const transaction = { sql: undefined, connection: { query: () => Promise.reject(new Error()) } }
    await repository.get('a', { transaction })
    await repository.getMany(['a'], { transaction })
    expect(truth.reads()).toBe(3)
  })

  it('answers an aged row at once and reads it anew behind the caller', async () => {
    const repository = open({ maxStalenessMs: 1000, refreshAfterMs: 100 })
    await repository.get('a')
    await truth.repository.save(product('a', { units: 2 }))
    clock.advance(99)
    await repository.get('a')
    expect(truth.reads()).toBe(1)
    clock.advance(1)
    const answers = await Promise.all([repository.get('a'), repository.get('a'), repository.getMany(['a'])])
    expect(answers).toMatchObject([{ units: 1 }, { units: 1 }, [{ units: 1 }]])
    await expect.poll(async () => (await repository.get('a'))?.units).toBe(2)
    expect(truth.reads()).toBe(2)
  })

  it('does not let an aged row grow older than it may be when it cannot be read anew', async () => {
    const warnings: unknown[] = []
    const logger = { ...silentLogger, warn: (_facts: unknown, text?: string) => warnings.push(text) }
    const repository = open({ maxStalenessMs: 1000, refreshAfterMs: 100, logger })
    await repository.get('a')
    clock.advance(500)
    truth.failNextRead('the database was away')
    expect((await repository.get('a'))?.units).toBe(1)
    await expect.poll(() => warnings).toEqual(['rows of conformance_products could not be read anew'])
    await truth.repository.save(product('a', { units: 2 }))
    clock.advance(500)
    expect((await repository.get('a'))?.units).toBe(2)
  })

  it('keeps the answer that there is no row for as long as it is told', async () => {
    const repository = open({ maxStalenessMs: 1000, maxAbsenceMs: 10 })
    await repository.get('x')
    clock.advance(9)
    await repository.get('x')
    expect(truth.reads()).toBe(1)
    clock.advance(1)
    await repository.get('x')
    expect(truth.reads()).toBe(2)
    const without = open({ maxAbsenceMs: 0 })
    await without.invalidate(['x'])
    await without.get('x')
    await without.get('x')
    expect(truth.reads()).toBe(4)
  })

  it('gives rows tags, so that many are outdated at once', async () => {
    const repository = open({ tags: ({ category }) => [`category:${category}`] })
    await truth.repository.save(product('b', { category: 'toys' }))
    await repository.getMany(['a', 'b'])
    await cache.invalidateTags(['category:toys'])
    await repository.get('a')
    expect(truth.reads()).toBe(1)
    await repository.get('b')
    expect(truth.reads()).toBe(2)
  })

  it('follows a projection', async () => {
    const repository = open()
    const id = projectionId('products')
    await repository.get('a')
    await truth.repository.save(product('a', { units: 2 }))
    const change: ProjectionChange = {
      projectionId: id,
      tenant: 'default',
      keys: ['a'],
      position: globalPosition(5),
    }
    const asked: unknown[] = []
    const changes: ChangeFeed = {
      async *subscribe({ projections } = {}) {
        asked.push(projections)
        yield change
      },
    }
    await repository.follow(changes, { projection: id, signal: new AbortController().signal })
    expect(asked).toEqual([[id]])
    expect((await repository.get('a'))?.units).toBe(2)
  })

  it('reads for who is not content with what another process has found', async () => {
    const repository = open({ waitForOthersMs: 1000 })
    expect((await repository.get('a', { minPosition: globalPosition(3) }))?.units).toBe(1)
    expect((await repository.get('a', { minPosition: globalPosition(3) }))?.units).toBe(1)
    expect(truth.reads()).toBeGreaterThan(1) // nobody knows what the row has seen
  })
})
