import type { Criteria, PageRequest } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { product } from './product.ts'
import type { ReadModelTopic } from './read-model-subject.ts'
import { shelf } from './shelf.ts'

/** Often enough for whoever prepares, plans or remembers what comes again. */
const often = 12

/** The same questions with other values: an answer must not be that of an earlier one. */
export const repeatCases: ReadModelTopic = {
  topic: 'questions that come again',
  cases: [
    {
      name: 'are answered for the values they bring',
      async run({ repository }) {
        await repository.saveMany(shelf(10))
        for (let round = 0; round < often; round++) {
          const units = round % 5
          const where: Criteria = { op: 'eq', field: 'units', value: units }
          const { items } = await repository.find({ where })
          assert.deepEqual(
            items.map((row) => [row.id, row.units]),
            [
              [`0${units}`, units],
              [`0${units + 5}`, units],
            ],
          )
          assert.equal(await repository.count(where), 2)
        }
      },
    },
    {
      name: 'have the limit, the offset and the start they bring',
      async run({ repository }) {
        await repository.saveMany(shelf(20))
        for (let round = 1; round <= often; round++) {
          const { items, next } = await repository.find({ limit: round })
          assert.equal(items.length, round)
          const after = await repository.find({ limit: round, after: next ?? undefined })
          assert.equal(after.items[0]?.id, String(round).padStart(2, '0'))
          const offset = await repository.find({ limit: 1, offset: round })
          assert.deepEqual(offset.items[0], after.items[0])
        }
      },
    },
    {
      name: 'see what was written since',
      async run({ repository }) {
        const request: PageRequest = { where: { op: 'gte', field: 'units', value: 0 }, total: true }
        for (let round = 0; round < often; round++) {
          assert.equal((await repository.find(request)).total, round)
          await repository.save(product(`p${round}`, { units: round }))
        }
      },
    },
    {
      name: 'take values of each size and kind a field has',
      async run({ repository }) {
        const prices = [0n, -1n, 2n ** 31n, 2n ** 62n, 7n, -(2n ** 62n)]
        await repository.saveMany(prices.map((priceMilli, nr) => product(String(nr), { priceMilli })))
        const answers = async (value: bigint) => {
          const { items } = await repository.find({ where: { op: 'eq', field: 'priceMilli', value } })
          return items.map(({ priceMilli }) => priceMilli)
        }
        for (const price of [...prices, ...prices, ...prices]) assert.deepEqual(await answers(price), [price])
      },
    },
    {
      name: 'are answered for lists of any length',
      async run({ repository }) {
        await repository.saveMany(shelf(20))
        for (let length = 0; length < often; length++) {
          const values = Array.from({ length }, (_, nr) => String(nr).padStart(2, '0'))
          assert.equal(await repository.count({ op: 'in', field: 'id', values }), length)
        }
      },
    },
    {
      name: 'are answered for each tenant, asked at once too',
      async run({ repository }) {
        await repository.saveMany(shelf(3))
        await repository.save(product('x'), { tenant: 'other' })
        const where: Criteria = { op: 'gte', field: 'units', value: 0 }
        const counts = Array.from({ length: often }, (_, nr) =>
          repository.count(where, nr % 2 === 0 ? {} : { tenant: 'other' }),
        )
        assert.deepEqual(
          await Promise.all(counts),
          counts.map((_, nr) => (nr % 2 === 0 ? 3 : 1)),
        )
        await repository.delete('x', { tenant: 'other' })
      },
    },
    {
      name: 'may be refused for their values, and answered for the next',
      async run({ repository }) {
        await repository.saveMany(shelf(10))
        for (let round = 0; round < 4; round++) {
          const { length } = await repository
            .find({ where: { op: 'like', field: 'name', pattern: 'product 0%' }, limit: round - 1 })
            .then(
              ({ items }) => items,
              () => [],
            )
          assert.equal(length, Math.max(0, round - 1))
        }
      },
    },
  ],
}
