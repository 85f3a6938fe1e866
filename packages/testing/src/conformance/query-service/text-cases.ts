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
      name: 'finds rows of the tenant that is named, and of no other',
      needs: 'text',
      async run(subject) {
        const index = searchOf(subject)
        const tenant = 'somebody-else'
        await subject.repository.saveMany(shelf)
        await subject.repository.saveMany([product('b', { name: 'A green lamp' })], { tenant })
        const { hits, total } = await index.search({ text: 'lamp' }, { tenant })
        assert.deepEqual([hits.map(({ row }) => row.name), total], [['A green lamp'], 1])
        assert.equal((await index.search({ text: 'green' })).hits.length, 0)
        assert.deepEqual((await index.search({ text: 'red' }, { tenant: 'nobody' })).hits, [])
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
