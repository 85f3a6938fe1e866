import { InMemoryReadModelRepository } from '@uno-ts/testing'
import { product, productModel, type Product } from '@uno-ts/testing/conformance'
import { describe, expect, it } from 'vitest'
import { StreamingReadModelRepository } from './streaming-read-model-repository.ts'

const repository = new InMemoryReadModelRepository<Product>({ model: productModel })
await repository.saveMany(
  Array.from({ length: 25 }, (_, nr) => product(String(nr).padStart(2, '0'), { units: nr })),
)
const streaming = new StreamingReadModelRepository({ repository, batchSize: 4 })
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('rows that are streamed', () => {
  it('come in lists of a size, the last one shorter', async () => {
    const sizes: number[] = []
    for await (const batch of streaming.batches(10)) sizes.push(batch.length)
    expect(sizes).toEqual([10, 10, 5])
  })

  it('are handled each once, at most so many at a time', async () => {
    const handled: string[] = []
    let running = 0
    let most = 0
    const count = await streaming.process(
      { where: { op: 'gte', field: 'units', value: 5 } },
      async ({ id }) => {
        most = Math.max(most, ++running)
        await turn()
        running--
        handled.push(id)
      },
      { parallelism: 3 },
    )
    expect([count, most, new Set(handled).size]).toEqual([20, 3, 20])
  })

  it('are not read on when a handler fails: those that had begun end first', async () => {
    const begun: string[] = []
    let ended = 0
    const failing = streaming.process(
      {},
      async ({ id }) => {
        begun.push(id)
        await turn()
        if (id === '01') throw new Error('no paper')
        await turn()
        ended++
      },
      { parallelism: 2 },
    )
    await expect(failing).rejects.toThrow('no paper')
    expect(ended).toBe(begun.length - 1)
    expect(begun.length).toBeLessThan(6)
  })

  it("end with the signal's reason", async () => {
    const controller = new AbortController()
    const reason = new Error('the reader has gone')
    const reading = streaming.process({}, async () => controller.abort(reason), { signal: controller.signal })
    await expect(reading).rejects.toBe(reason)
  })

  it('are handled at least one at a time', async () => {
    const none = streaming.process({}, () => Promise.resolve(), { parallelism: 0 })
    await expect(none).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
  })
})
