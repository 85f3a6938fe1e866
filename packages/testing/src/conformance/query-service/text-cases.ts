import type { SearchIndex } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { product, type Product } from '../read-model/product.ts'
import type { QueryServiceSubject, QueryServiceTopic } from './query-service-subject.ts'

const shelf = [
  product('a', { name: 'Red lamps', units: 1 }),
  product('b', { name: 'Christmas lamp, red', units: 2 }),
  product('c', { name: 'A mug', units: 3 }),
]

/** Search over the text of rows. */
export const textCases: QueryServiceTopic = {
  topic: 'text',
  cases: [
    {
      name: 'finds the rows that hold all words, and fit',
      needs: 'text',
      async run(subject) {
        await subject.repository.saveMany(shelf)
        const { hits } = await searchOf(subject).search({
          text: 'lamp red',
          match: 'all',
          where: { op: 'gte', field: 'units', value: 2 },
        })
        assert.deepEqual(
          hits.map(({ row }) => row.id),
          ['b'],
        )
      },
    },
    {
      name: 'takes whatever a person types for words',
      needs: 'text',
      async run(subject) {
        await subject.repository.saveMany(shelf)
        for (const text of ["'", '\\', 'a & | ! (', '😀', '\0', '', "mug'); drop table x; --"]) {
          const { hits } = await searchOf(subject).search({ text })
          assert.ok(hits.length <= 1, text)
        }
      },
    },
  ],
}

function searchOf({ service }: QueryServiceSubject): SearchIndex<Product> {
  assert.ok(service.search, 'a service that claims "text" has the method')
  return service as SearchIndex<Product>
}
