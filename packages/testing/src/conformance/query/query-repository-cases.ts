import { queryId, type SavedQuery } from '@uno-ts/types'
import { assert } from '../assert.ts'
import type { QueryRepositoryTopic } from './query-repository-subject.ts'

/** What every query repository does. */
export const queryRepositoryCases: readonly QueryRepositoryTopic[] = [
  {
    topic: 'saved queries',
    cases: [
      {
        name: 'come back as they were saved',
        async run({ repository }) {
          await repository.save(full)
          assert.deepEqual(await repository.get(full.queryId), full)
        },
      },
      {
        name: 'come back without what they do not have',
        async run({ repository }) {
          const bare = { queryId: queryId('bare'), name: 'Bare', readModel: 'orders' }
          await repository.save({ ...bare, where: undefined, limit: undefined })
          assert.deepEqual(await repository.get(bare.queryId), bare)
        },
      },
      {
        name: 'are nothing where there is none',
        async run({ repository }) {
          assert.equal(await repository.get(queryId('none')), undefined)
          await repository.delete(queryId('none'))
          assert.deepEqual(await repository.find(), [])
        },
      },
      {
        name: 'are replaced by a later one with the same id',
        async run({ repository }) {
          await repository.save(full)
          const later = { queryId: full.queryId, name: 'Later', readModel: 'customers' }
          await repository.save(later)
          assert.deepEqual(await repository.find(), [later])
        },
      },
      {
        name: 'are gone when they are deleted',
        async run({ repository }) {
          await repository.save(full)
          await repository.delete(full.queryId)
          assert.equal(await repository.get(full.queryId), undefined)
        },
      },
      {
        name: 'are found by name and read model, in the order of their ids',
        async run({ repository }) {
          const query = (id: string, name: string, readModel: string): SavedQuery => ({
            queryId: queryId(id),
            name,
            readModel,
          })
          for (const one of [
            query('c', 'x', 'orders'),
            query('a', 'y', 'orders'),
            query('b', 'x', 'customers'),
          ]) {
            await repository.save(one)
          }
          const ids = async (filter?: Parameters<typeof repository.find>[0]) =>
            (await repository.find(filter)).map(({ queryId: id }) => id).join('')
          assert.equal(await ids(), 'abc')
          assert.equal(await ids({ readModel: 'orders' }), 'ac')
          assert.equal(await ids({ name: 'x' }), 'bc')
          assert.equal(await ids({ name: 'x', readModel: 'orders' }), 'c')
          assert.equal(await ids({ name: 'z' }), '')
        },
      },
    ],
  },
]

/** Everything a saved query can have, and every kind of value. */
const full: SavedQuery = {
  queryId: queryId('large-orders'),
  name: 'Large orders since a day',
  readModel: 'orders',
  where: {
    op: 'and',
    operands: [
      { op: 'gte', field: 'grossMilli', value: 2n ** 60n },
      { op: 'gt', field: 'placedAt', value: new Date('2026-01-01T00:00:00.000Z') },
      { op: 'in', field: 'city', values: [':city', 'Leeds', null, 7, true] },
      { op: 'not', operand: { op: 'isNull', field: 'city' } },
    ],
  },
  sort: [{ field: 'placedAt', direction: 'desc' }],
  limit: 20,
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}
