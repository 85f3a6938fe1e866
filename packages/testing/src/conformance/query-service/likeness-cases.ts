import { assert } from '../assert.ts'
import { product } from '../read-model/product.ts'
import type { ProductVectors, QueryServiceSubject, QueryServiceTopic } from './query-service-subject.ts'

const shelf = [
  product('a', { name: 'Red lamp', units: 1 }),
  product('b', { name: 'Green lamp', units: 2 }),
  product('c', { name: 'A mug', units: 3 }),
  product('d', { name: 'A jug', units: 4 }),
]
const vectors = [
  { id: 'a', vector: [1, 0, 0] },
  { id: 'b', vector: [0.8, 0.6, 0] },
  { id: 'c', vector: [0, 1, 0] },
  { id: 'd', vector: [0, 0, 1] },
]

/** What is like a vector or a row. */
export const likenessCases: QueryServiceTopic = {
  topic: 'likeness',
  cases: [
    {
      name: 'finds the nearest rows, the nearest first, with the cosine',
      needs: 'vector',
      async run(subject) {
        const { hits } = await (await filled(subject)).search({ vector: [1, 0, 0], limit: 3 })
        assert.deepEqual(
          hits.map(({ row, score }) => [row.id, Math.round(score * 1000) / 1000]),
          [
            ['a', 1],
            ['b', 0.8],
            ['c', 0],
          ],
        )
      },
    },
    {
      name: 'finds as many as are asked for whenever so many fit',
      needs: 'vector',
      async run(subject) {
        const where = { op: 'gte', field: 'units', value: 3 } as const
        const { hits } = await (await filled(subject)).search({ vector: [1, 0, 0], where, limit: 2 })
        assert.deepEqual(hits.map(({ row }) => row.id).toSorted(), ['c', 'd'])
      },
    },
    {
      name: 'finds what is like a row, and not the row',
      needs: 'vector',
      async run(subject) {
        const { hits } = await (await filled(subject)).search({ like: 'c', limit: 1 })
        assert.deepEqual(
          hits.map(({ row }) => row.id),
          ['b'],
        )
      },
    },
    {
      name: 'finds nothing like what has no direction, and never a row that is gone',
      needs: 'vector',
      async run(subject) {
        const index = await filled(subject)
        assert.deepEqual((await index.search({ vector: [0, 0, 0] })).hits, [])
        await index.save([{ id: 'gone', vector: [1, 0, 0] }])
        const { hits } = await index.search({ vector: [1, 0, 0], limit: 1 })
        assert.deepEqual(
          hits.map(({ row }) => row.id),
          ['a'],
        )
      },
    },
  ],
}

async function filled({ repository, vectors: index }: QueryServiceSubject): Promise<ProductVectors> {
  assert.ok(index, 'a subject that claims "vector" has vectors')
  await repository.saveMany(shelf)
  await index.save(vectors)
  return index
}
