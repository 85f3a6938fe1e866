import { InMemoryReadModelRepository } from '@uno-ts/testing'
import { product, productModel, type Product } from '@uno-ts/testing/conformance'
import { beforeEach, describe, expect, it } from 'vitest'
import { ReadModelService } from './read-model-service.ts'

let repository: InMemoryReadModelRepository<Product>
let products: ReadModelService<Product>
beforeEach(() => {
  repository = new InMemoryReadModelRepository<Product>({ model: productModel })
  products = new ReadModelService({ repository, model: productModel })
})
const oneMore = (row = product('1')): Product => ({ ...row, units: row.units + 1 })

describe('a row', () => {
  it('that is not there is told to be missing', async () => {
    await expect(products.require('1')).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    await repository.save(product('1'))
    expect(await products.require('1')).toEqual(product('1'))
  })

  it('is changed from what it is, by several at once', async () => {
    await Promise.all([1, 2, 3].map(() => products.change('1', oneMore)))
    expect((await repository.get('1'))?.units).toBe(3)
  })

  it('is given up when others are quicker every time', async () => {
    let tries = 0
    const slow = products.change('1', (row) => {
      tries++
      void repository.save(product('1')) // saves at once, in memory
      return oneMore(row)
    })
    await expect(slow).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
    expect(tries).toBe(5)
  })
})
