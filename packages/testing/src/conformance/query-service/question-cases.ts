import type { Cursor } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { product } from '../read-model/product.ts'
import { rejection } from '../rejection.ts'
import type { QueryServiceTopic } from './query-service-subject.ts'

const shelf = Array.from({ length: 7 }, (_, index) =>
  product(`p${index}`, { units: index % 3, category: index < 4 ? 'kitchen' : null }),
)
const byUnits = [{ field: 'units', direction: 'desc' }] as const
const idsByUnits = ['p2', 'p5', 'p1', 'p4', 'p0', 'p3', 'p6']
const inKitchen = { op: 'eq', field: 'category', value: 'kitchen' } as const

/** What is asked for by id, by criteria and page by page. */
export const questionCases: QueryServiceTopic = {
  topic: 'questions',
  cases: [
    {
      name: 'get a row by its id, and nothing where there is none',
      async run({ service, repository }) {
        await repository.saveMany(shelf)
        assert.deepEqual((await service.getById('p3'))?.units, 0)
        assert.deepEqual(await service.getById('p9'), undefined)
      },
    },
    {
      name: 'find the first rows that match, in their order',
      async run({ service, repository }) {
        await repository.saveMany(shelf)
        const found = await service.find({ where: inKitchen, sort: byUnits, limit: 3 })
        assert.deepEqual(
          found.map(({ id }) => id),
          ['p2', 'p1', 'p0'],
        )
      },
    },
    {
      name: 'walk all rows once, page by page, with their total',
      async run({ service, repository }) {
        await repository.saveMany(shelf)
        const found: string[] = []
        let after: Cursor | undefined
        do {
          const page = await service.paginate({ sort: byUnits, limit: 2, after, total: true })
          assert.equal(page.total, shelf.length)
          found.push(...page.items.map(({ id }) => id))
          after = page.next ?? undefined
        } while (after !== undefined)
        assert.deepEqual(found, idsByUnits)
      },
    },
    {
      name: 'count the rows that match',
      async run({ service, repository }) {
        await repository.saveMany(shelf)
        assert.equal(await service.count(), 7)
        assert.equal(await service.count(inKitchen), 4)
      },
    },
    {
      name: 'answer a question that is plain data as its method does',
      async run({ service, repository }) {
        await repository.saveMany(shelf)
        assert.deepEqual(
          await service.handleQuery({ type: 'get-by-id', id: 'p1' }),
          await service.getById('p1'),
        )
        const list = { where: inKitchen, sort: byUnits, limit: 2 } as const
        assert.deepEqual(await service.handleQuery({ type: 'find', ...list }), await service.find(list))
        assert.deepEqual(
          await service.handleQuery({ type: 'paginate', ...list }),
          await service.paginate(list),
        )
        assert.equal(await service.handleQuery({ type: 'count', where: inKitchen }), 4)
      },
    },
    {
      name: 'see the rows of the tenant that is named, and of no other',
      async run({ service, repository }) {
        await repository.saveMany(shelf)
        const tenant = 'somebody-else'
        assert.equal(await service.getById('p1', { tenant }), undefined)
        assert.deepEqual(await service.find({}, { tenant }), [])
        assert.equal(await service.count(undefined, { tenant }), 0)
      },
    },
    {
      name: 'refuse a cursor of another list',
      async run({ service, repository }) {
        await repository.saveMany(shelf)
        const { next } = await service.paginate({ sort: byUnits, limit: 2 })
        await rejection(service.paginate({ limit: 2, after: next ?? undefined }), 'ERR_CURSOR')
      },
    },
    {
      name: 'refuse numbers out of range',
      async run({ service }) {
        for (const limit of [0, -1, 1.5, 1001, Number.NaN]) {
          await rejection(service.find({ limit }), 'ERR_INVALID_ARGUMENT')
        }
      },
    },
    {
      name: 'throw the reason of an aborted question',
      async run({ service }) {
        const reason = new Error('nobody waits')
        await assert.rejects(service.find({}, { signal: AbortSignal.abort(reason) }), reason)
      },
    },
  ],
}
