import type { Sort } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { collect, take } from '../collect.ts'
import { reasonOf, rejection } from '../rejection.ts'
import { product } from './product.ts'
import { shelf } from './shelf.ts'
import type { ReadModelTopic } from './read-model-subject.ts'
import { begin } from './transaction-cases.ts'

/** Reading all rows. */
export const streamCases: ReadModelTopic = {
  topic: 'streams',
  cases: [
    {
      name: 'give all rows that match in their order, however many are read at a time',
      async run({ repository }) {
        await repository.saveMany(shelf(30))
        const where = { op: 'ne', field: 'units', value: 2 } as const
        const { items } = await repository.find({ where, sort: byUnits })
        for (const batchSize of [1, 7, 24, 30, 5_000]) {
          const rows = await collect(repository.stream({ where, sort: byUnits }, { batchSize }))
          assert.deepEqual(rows, items)
        }
      },
    },
    {
      name: 'give 2,500 rows by id',
      async run({ repository }) {
        const rows = Array.from({ length: 2500 }, (_, index) => product(String(index).padStart(4, '0')))
        await repository.saveMany(rows)
        assert.deepEqual(await collect(repository.stream()), rows)
      },
    },
    {
      name: 'may be left early, many times',
      async run({ repository }) {
        await repository.saveMany(shelf(9))
        for (let round = 0; round < 30; round++) {
          assert.equal((await take(repository.stream({}, { batchSize: 2 }), 3)).length, 3)
        }
        assert.equal(await repository.count(), 9)
      },
    },
    {
      name: "end with the signal's reason",
      async run({ repository }) {
        await repository.saveMany(shelf(9))
        const reason = new Error('the reader has gone')
        const controller = new AbortController()
        const reading = (async () => {
          for await (const row of repository.stream({}, { batchSize: 1, signal: controller.signal })) {
            assert.ok(row)
            controller.abort(reason)
          }
        })()
        assert.equal(await reasonOf(reading), reason)
      },
    },
    {
      name: 'end before the first row when the signal was given before',
      async run({ repository }) {
        await repository.saveMany(shelf(3))
        const reason = new Error('nobody listens')
        const stream = repository.stream({}, { signal: AbortSignal.abort(reason) })
        assert.equal(await reasonOf(collect(stream)), reason)
      },
    },
    {
      name: 'are empty when nothing matches',
      async run({ repository }) {
        await repository.saveMany(shelf(3))
        assert.deepEqual(
          await collect(repository.stream({ where: { op: 'eq', field: 'units', value: 99 } })),
          [],
        )
      },
    },
    {
      name: 'give a row whose place does not change exactly once while others come and go',
      async run({ repository }) {
        await repository.saveMany(shelf(12))
        const seen: string[] = []
        for await (const { id } of repository.stream({}, { batchSize: 2 })) {
          seen.push(id)
          if (id === '03') {
            await repository.deleteMany(['00', '03', '11'])
            await repository.saveMany([product('02a'), product('10a'), product('05', { units: 77 })])
          }
        }
        assert.equal(new Set(seen).size, seen.length, 'no row twice')
        const steady = ['01', '02', '04', '05', '06', '07', '08', '09', '10']
        assert.deepEqual(
          seen.filter((id) => steady.includes(id)),
          steady,
        )
      },
    },
    {
      name: 'give rows of one tenant',
      async run({ repository }) {
        await repository.saveMany(shelf(5))
        await repository.save(product('zz'), { tenant: 'other' })
        const rows = await collect(repository.stream({}, { tenant: 'other', batchSize: 2 }))
        assert.deepEqual(rows, [product('zz')])
        await repository.delete('zz', { tenant: 'other' })
      },
    },
    {
      name: 'refuse to read nothing at a time, and fields that are not there',
      async run({ repository }) {
        await repository.saveMany(shelf(3))
        for (const batchSize of [0, -1, 2.5]) {
          await rejection(collect(repository.stream({}, { batchSize })), 'ERR_INVALID_ARGUMENT')
        }
        const sort: Sort = [{ field: 'nowhere', direction: 'asc' }]
        await rejection(collect(repository.stream({ sort })), 'ERR_INVALID_ARGUMENT')
      },
    },
    {
      name: 'may be read side by side',
      async run({ repository }) {
        const rows = shelf(20)
        await repository.saveMany(rows)
        const all = await Promise.all(
          [1, 3, 7, 20].map((batchSize) => collect(repository.stream({}, { batchSize }))),
        )
        for (const each of all) assert.deepEqual(each, rows)
      },
    },
    {
      name: 'see what their transaction has written, page after page, and may be left in it',
      needs: 'transactions',
      async run(subject) {
        const { repository } = subject
        const { handle: transaction, commit } = await begin(subject)
        await repository.saveMany(shelf(7), { transaction })
        const options = { transaction, batchSize: 2 }
        assert.deepEqual(await collect(repository.stream({}, options)), shelf(7))
        assert.equal((await take(repository.stream({}, options), 3)).length, 3)
        assert.equal(await repository.count(undefined, { transaction }), 7)
        await commit()
      },
    },
  ],
}

const byUnits: Sort = [
  { field: 'units', direction: 'desc' },
  { field: 'rating', direction: 'asc' },
]
