import { InMemoryReadModelRepository, ManualClock } from '@uno-ts/testing'
import type { ReadModelOptions } from '@uno-ts/types'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { MemoryCache } from '../cache/memory-cache.ts'
import { defineReadModel } from '../define/define-read-model.ts'
import { HybridReadModelRepository } from './hybrid-read-model-repository.ts'

const model = defineReadModel({
  name: 'stock',
  schema: z.object({ code: z.string(), units: z.int() }),
  key: 'code',
  columns: { units: { type: 'integer' } },
})
type Stock = z.output<typeof model.schema>

const clock = new ManualClock(0)
const maxStalenessMs = 1000

/** The database: counts the rows that are asked of it, and may hold an answer back. */
class Truth extends InMemoryReadModelRepository<Stock> {
  asked: string[] = []
  answering: Promise<void> = Promise.resolve()
  failing = false

  override async getMany(
    ids: readonly string[],
    options?: ReadModelOptions,
  ): Promise<readonly (Stock | undefined)[]> {
    this.asked.push(...ids)
    const rows = await super.getMany(ids, options)
    await this.answering
    return rows
  }

  override async save(row: Stock): Promise<void> {
    await super.save(row)
    if (this.failing) throw new Error('the answer to the commit was lost')
  }
}

let truth: Truth
let cache: MemoryCache
let repository: HybridReadModelRepository<Stock>

beforeEach(async () => {
  truth = new Truth({ model })
  cache = new MemoryCache({ clock })
  repository = new HybridReadModelRepository({ repository: truth, cache, model, maxStalenessMs, clock })
  await truth.saveMany([
    { code: 'a', units: 1 },
    { code: 'b', units: 2 },
  ])
})

describe('a repository with a cache before it', () => {
  it('asks the database once for a row', async () => {
    expect(await repository.get('a')).toEqual({ code: 'a', units: 1 })
    expect(await repository.get('a')).toEqual({ code: 'a', units: 1 })
    expect(truth.asked).toEqual(['a'])
  })

  it('asks the database for the missing rows of many, in one call, and keeps their order', async () => {
    await repository.get('b')
    expect(await repository.getMany(['a', 'b', 'z', 'a'])).toEqual([
      { code: 'a', units: 1 },
      { code: 'b', units: 2 },
      undefined,
      { code: 'a', units: 1 },
    ])
    expect(truth.asked).toEqual(['b', 'a', 'z', 'a'])
  })

  it('sees its own writes at once', async () => {
    await repository.getMany(['a', 'b'])
    await repository.save({ code: 'a', units: 5 })
    await repository.patch('b', { units: 6 })
    expect(await repository.getMany(['a', 'b'])).toMatchObject([{ units: 5 }, { units: 6 }])
    await repository.saveMany([{ code: 'a', units: 7 }])
    await repository.delete('b')
    expect(await repository.getMany(['a', 'b'])).toEqual([{ code: 'a', units: 7 }, undefined])
    await repository.deleteMany(['a'])
    expect(await repository.get('a')).toBeUndefined()
  })

  it('drops the key of a write whose outcome is unknown', async () => {
    await repository.get('a')
    truth.failing = true
    await expect(repository.save({ code: 'a', units: 9 })).rejects.toThrow('was lost')
    expect(await repository.get('a')).toEqual({ code: 'a', units: 9 })
  })

  it('answers what others have changed after its bound of staleness', async () => {
    await repository.get('a')
    await truth.save({ code: 'a', units: 8 })
    clock.advance(maxStalenessMs - 1)
    expect(await repository.get('a')).toEqual({ code: 'a', units: 1 })
    clock.advance(1)
    expect(await repository.get('a')).toEqual({ code: 'a', units: 8 })
  })

  it('counts the age of a row from before the database was asked: a slow answer does not add to it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    truth.answering = promise
    const slow = repository.get('a')
    await expect.poll(() => truth.asked).toEqual(['a'])
    await repository.save({ code: 'a', units: 3 }) // drops the key before the old row is kept
    clock.advance(maxStalenessMs - 10)
    resolve()
    expect(await slow).toEqual({ code: 'a', units: 1 })
    clock.advance(10)
    expect(await repository.get('a')).toEqual({ code: 'a', units: 3 })
  })

  it('leaves the cache out within a transaction', async () => {
    await repository.get('a')
    await repository.get('a', {
      transaction: { sql: undefined, connection: { query: () => Promise.reject(new Error()) } },
    })
    expect(truth.asked).toEqual(['a', 'a'])
  })

  it('keeps tenants apart', async () => {
    await truth.saveMany([{ code: 'a', units: 4 }], { tenant: 'other' })
    expect(await repository.get('a')).toEqual({ code: 'a', units: 1 })
    expect(await repository.get('a', { tenant: 'other' })).toEqual({ code: 'a', units: 4 })
    expect(await repository.get('a')).toEqual({ code: 'a', units: 1 })
  })

  it('forgets everything when it is told so', async () => {
    await repository.getMany(['a', 'b'])
    await repository.invalidateAll()
    expect(cache.statistics().entries).toBe(0)
  })

  it('passes the other questions on', async () => {
    expect((await repository.getModel('a'))?.version).toBe(1)
    expect((await repository.find({ limit: 1 })).items).toHaveLength(1)
    expect(await repository.count()).toBe(2)
    expect(await repository.exists('z')).toBe(false)
    expect(await Array.fromAsync(repository.stream())).toHaveLength(2)
  })
})
