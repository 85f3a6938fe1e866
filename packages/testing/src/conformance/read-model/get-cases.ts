import { randomUUID } from 'node:crypto'
import { assert } from '../assert.ts'
import { reasonOf } from '../rejection.ts'
import { product } from './product.ts'
import type { ReadModelTopic } from './read-model-subject.ts'

/** Getting rows by their ids. */
export const getCases: ReadModelTopic = {
  topic: 'getting',
  cases: [
    {
      name: 'gives every field as it was saved',
      async run({ repository }) {
        const row = product('1', {
          name: 'Größe "8" \\ 数量 🛒',
          category: 'kitchen',
          units: Number.MAX_SAFE_INTEGER,
          priceMilli: 9_223_372_036_854_775_807n,
          rating: 1 / 3,
          active: false,
          addedAt: new Date('2026-02-03T04:05:06.789Z'),
          labels: ['a', '', 'c,d', '{"e"}', "it's"],
          attributes: { size: { width: 1.5 }, list: [1, 'two', null, true], escape: '\\u0000' },
          note: 'fragile',
        })
        await repository.save(row)
        assert.deepEqual(await repository.get('1'), row)
      },
    },
    {
      name: 'gives null where null was saved, and leaves out what had no column and no value',
      async run({ repository }) {
        await repository.save(product('1', { note: undefined }))
        assert.deepEqual({ ...(await repository.get('1')) }, product('1'))
      },
    },
    {
      name: 'gives nothing for an id that is not there',
      async run({ repository }) {
        assert.equal(await repository.get('1'), undefined)
        assert.equal(await repository.getModel('1'), undefined)
        assert.equal(await repository.exists('1'), false)
      },
    },
    {
      name: 'tells ids apart by case, spaces and accents',
      async run({ repository }) {
        const ids = ['a', 'A', 'a ', 'ä', 'a\u0308']
        await repository.saveMany(ids.map((id, units) => product(id, { units })))
        for (const [units, id] of ids.entries()) assert.equal((await repository.get(id))?.units, units)
        assert.equal(await repository.count(), ids.length)
      },
    },
    {
      name: 'gives many in the order of the ids, also twice, with nothing where there is none',
      async run({ repository }) {
        await repository.saveMany([product('1'), product('2'), product('3')])
        const rows = await repository.getMany(['3', 'none', '1', '3'])
        assert.deepEqual(
          rows.map((row) => row?.id),
          ['3', undefined, '1', '3'],
        )
        assert.deepEqual(await repository.getMany([]), [])
      },
    },
    {
      name: 'counts all rows or those that match',
      async run({ repository }) {
        assert.equal(await repository.count(), 0)
        await repository.saveMany([product('1', { units: 1 }), product('2', { units: 2 }), product('3')])
        assert.equal(await repository.count(), 3)
        assert.equal(await repository.count({ op: 'gt', field: 'units', value: 0 }), 2)
      },
    },
    {
      name: 'does not share rows with the caller',
      async run({ repository }) {
        const labels = ['a']
        await repository.save(product('1', { labels }))
        labels.push('b')
        const read = await repository.get('1')
        assert.deepEqual(read?.labels, ['a'])
        Object.assign(read ?? {}, { name: 'changed' })
        assert.equal((await repository.get('1'))?.name, 'product 1')
      },
    },
    {
      name: 'keeps tenants apart',
      async run({ repository }) {
        const tenant = randomUUID()
        await repository.save(product('1', { units: 1 }))
        await repository.save(product('1', { units: 2 }), { tenant })
        await repository.save(product('2'), { tenant })
        assert.equal((await repository.get('1'))?.units, 1)
        assert.equal((await repository.get('1', { tenant }))?.units, 2)
        assert.equal(await repository.exists('2'), false)
        assert.equal(await repository.count(), 1)
        assert.equal((await repository.find({}, { tenant })).items.length, 2)
        assert.equal(await repository.delete('2'), false)
        assert.equal(await repository.deleteMany(['1', '2'], { tenant }), 2)
        assert.equal(await repository.exists('1'), true)
      },
    },
    {
      name: "ends with the signal's reason when it is aborted",
      async run({ repository }) {
        const reason = new Error('the caller has gone')
        const signal = AbortSignal.abort(reason)
        assert.equal(await reasonOf(repository.get('1', { signal })), reason)
        assert.equal(await reasonOf(repository.find({}, { signal })), reason)
        assert.equal(await reasonOf(repository.save(product('1'), { signal })), reason)
        assert.equal(await repository.exists('1'), false)
      },
    },
  ],
}
