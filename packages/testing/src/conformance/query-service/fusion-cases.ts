import type { HybridIndex } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { product, type Product } from '../read-model/product.ts'
import { rejection } from '../rejection.ts'
import type { QueryServiceSubject, QueryServiceTopic } from './query-service-subject.ts'

const shelf = [
  product('a', { name: 'Red lamp', units: 1 }),
  product('b', { name: 'Lantern', units: 2 }),
  product('c', { name: 'Red mug', units: 3 }),
]
const vectors = [
  { id: 'a', vector: [0.8, 0.6, 0] },
  { id: 'b', vector: [1, 0, 0] },
  { id: 'c', vector: [0, 0, 1] },
]
/** By words `a` alone, by likeness `b` and then `a`. */
const lamp = { ask: { text: { text: 'lamp' }, vector: { vector: [1, 0, 0] } }, explain: true } as const

/** Words and likeness in one list. */
export const fusionCases: QueryServiceTopic = {
  topic: 'fusion',
  cases: [
    {
      name: 'tells of each row which source has proposed it, and at which rank',
      needs: 'hybrid',
      async run(subject) {
        const { hits, total, leftOut } = await (await filled(subject)).hybridQuery(lamp)
        assert.deepEqual([total, leftOut.length], [3, 0])
        const ranks = new Map(
          hits.map(({ row, sources }) => [row.id, [sources?.['text']?.rank, sources?.['vector']?.rank]]),
        )
        assert.deepEqual(ranks.get('a'), [1, 2])
        assert.deepEqual(ranks.get('b'), [undefined, 1])
      },
    },
    {
      name: 'puts what both propose before what one does, by reciprocal ranks',
      needs: 'hybrid',
      async run(subject) {
        const index = await filled(subject)
        const { hits } = await index.hybridQuery({ ...lamp, fusion: 'reciprocal-rank' })
        assert.equal(hits[0]?.row.id, 'a')
        const { hits: likeness } = await index.hybridQuery({ ...lamp, weights: { text: 0 } })
        assert.equal(likeness[0]?.row.id, 'b')
      },
    },
    {
      name: 'keeps the filter and the tenant in every source',
      needs: 'hybrid',
      async run(subject) {
        const index = await filled(subject)
        const where = { op: 'gte', field: 'units', value: 2 } as const
        const { hits } = await index.hybridQuery({ ...lamp, where })
        assert.deepEqual(hits.map(({ row }) => row.id).toSorted(), ['b', 'c'])
        assert.equal((await index.hybridQuery(lamp, { tenant: 'somebody-else' })).total, 0)
      },
    },
    {
      name: 'cuts pages from one list',
      needs: 'hybrid',
      async run(subject) {
        const index = await filled(subject)
        const ids = async (request: object) =>
          (await index.hybridQuery({ ...lamp, ...request })).hits.map(({ row }) => row.id)
        const pages = [await ids({ limit: 2 }), await ids({ limit: 2, offset: 2 })]
        assert.deepEqual(pages.flat(), await ids({}))
      },
    },
    {
      name: 'refuses a source it does not have',
      needs: 'hybrid',
      async run(subject) {
        const index = await filled(subject)
        await rejection(index.hybridQuery({ text: 'lamp', weights: { stars: 1 } }), 'ERR_INVALID_ARGUMENT')
      },
    },
  ],
}

async function filled({
  service,
  repository,
  vectors: kept,
}: QueryServiceSubject): Promise<HybridIndex<Product>> {
  assert.ok(service.hybridQuery && kept, 'a subject that claims "hybrid" has the method, and vectors')
  await repository.saveMany(shelf)
  await kept.save(vectors)
  return service as HybridIndex<Product>
}
