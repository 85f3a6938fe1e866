import { MockReadModelRepository } from '@uno-ts/testing'
import { product, productModel, type Product } from '@uno-ts/testing/conformance'
import { beforeEach, describe, expect, it } from 'vitest'
import { BatchReadModelRepository } from './batch-read-model-repository.ts'

let repository: MockReadModelRepository<Product>
let batches: BatchReadModelRepository<Product>
beforeEach(() => {
  repository = new MockReadModelRepository<Product>({ model: productModel })
  batches = new BatchReadModelRepository({ repository, model: productModel, batchSize: 10 })
})
const rows = Array.from({ length: 25 }, (_, nr) => product(String(nr).padStart(2, '0'), { units: nr % 5 }))

async function* arriving(): AsyncIterable<Product> {
  for (const row of rows) yield row
}

describe('any number of rows', () => {
  it('is saved as it arrives', async () => {
    expect(await batches.saveAll(arriving())).toBe(25)
    expect(await repository.count()).toBe(25)
    expect(await batches.saveAll([])).toBe(0)
  })

  it('is read by ids, without those that are not there', async () => {
    await batches.saveAll(rows)
    const found: Product[] = []
    for await (const row of batches.getAll(['24', 'none', '00', '07'])) found.push(row)
    expect(found).toEqual([rows[24], rows[0], rows[7]])
  })

  it('is deleted by ids, or by what it is', async () => {
    await batches.saveAll(rows)
    expect(await batches.deleteAll(['00', '01', 'none'])).toBe(2)
    expect(await batches.deleteWhere({ op: 'eq', field: 'units', value: 4 })).toBe(5)
    expect(await repository.count()).toBe(18)
  })

  it('is not cut into batches of nothing', async () => {
    const none = new BatchReadModelRepository({ repository, model: productModel, batchSize: 0 })
    await expect(none.saveAll(rows)).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
  })
})
