import { assert } from '../assert.ts'
import { product } from '../read-model/product.ts'
import { reasonOf } from '../rejection.ts'
import type { HybridTopic } from './hybrid-subject.ts'

/** What is asked of the database, and what not. */
export const readCases: HybridTopic = {
  topic: 'reading',
  cases: [
    {
      name: 'asks the database once for a row',
      async run({ repository, truth }) {
        await truth.repository.save(product('a', { units: 1 }))
        assert.deepEqual(await repository.get('a'), product('a', { units: 1 }))
        assert.deepEqual(await repository.get('a'), product('a', { units: 1 }))
        assert.equal(truth.reads(), 1)
      },
    },
    {
      name: 'gives rows from the cache as they were, dates and bigints too',
      async run({ repository, truth }) {
        const row = product('a', {
          priceMilli: 2n ** 62n,
          addedAt: new Date(1234),
          labels: ['é', ''],
          attributes: { $date: 5, list: [null, { deep: true }] },
          note: 'a note',
        })
        await truth.repository.save(row)
        await repository.get('a')
        assert.deepEqual(await repository.get('a'), row)
        assert.equal(truth.reads(), 1)
      },
    },
    {
      name: 'asks for the missing rows of many in one statement, and keeps their order',
      async run({ repository, truth }) {
        await truth.repository.saveMany([product('a'), product('b'), product('c')])
        await repository.get('b')
        const rows = await repository.getMany(['c', 'x', 'b', 'a', 'c'])
        assert.deepEqual(
          rows.map((row) => row?.id),
          ['c', undefined, 'b', 'a', 'c'],
        )
        assert.equal(truth.reads(), 2)
        await repository.getMany(['a', 'b', 'c', 'x'])
        assert.equal(truth.reads(), 2)
        assert.deepEqual(await repository.getMany([]), [])
      },
    },
    {
      name: 'remembers that there is no such row',
      async run({ repository, truth }) {
        assert.equal(await repository.get('a'), undefined)
        assert.equal(await repository.get('a'), undefined)
        assert.equal(truth.reads(), 1)
      },
    },
    {
      name: 'asks the database once for a thousand who ask at once',
      async run({ repository, truth }) {
        await truth.repository.save(product('a', { units: 7 }))
        const release = truth.holdAnswers()
        const asked = Promise.all(Array.from({ length: 1000 }, () => repository.get('a')))
        release()
        const rows = await asked
        assert.ok(rows.every((row) => row?.units === 7))
        assert.equal(truth.reads(), 1)
      },
    },
    {
      name: 'asks once for those who ask for one row and for many at once',
      async run({ repository, truth }) {
        await truth.repository.saveMany([product('a'), product('b')])
        const [one, many, again] = await Promise.all([
          repository.get('a'),
          repository.getMany(['a', 'b']),
          repository.get('b'),
        ])
        assert.deepEqual([one, again], many)
        assert.ok(truth.reads() <= 2, 'each row is read once')
      },
    },
    {
      name: 'keeps no failure, and tells it to all who wait',
      async run({ repository, truth }) {
        await truth.repository.save(product('a'))
        truth.failNextRead('the database was away')
        const asked = await Promise.allSettled([repository.get('a'), repository.get('a')])
        assert.deepEqual(
          asked.map(({ status }) => status),
          ['rejected', 'rejected'],
        )
        assert.equal((await repository.get('a'))?.id, 'a')
      },
    },
    {
      name: 'gives up with the signal of one caller, and answers the others',
      async run({ repository, truth }) {
        await truth.repository.save(product('a'))
        const release = truth.holdAnswers()
        const caller = new AbortController()
        const reason = new Error('gone home')
        const leaving = repository.get('a', { signal: caller.signal })
        const staying = repository.get('a', { signal: new AbortController().signal })
        caller.abort(reason)
        assert.equal(await reasonOf(leaving), reason)
        release()
        assert.equal((await staying)?.id, 'a')
        assert.equal(await reasonOf(repository.get('a', { signal: caller.signal })), reason)
      },
    },
    {
      name: 'keeps tenants apart',
      async run({ repository, truth }) {
        await truth.repository.save(product('a', { units: 1 }))
        await truth.repository.save(product('a', { units: 2 }), { tenant: 'other' })
        for (let time = 0; time < 2; time++) {
          assert.equal((await repository.get('a'))?.units, 1)
          assert.equal((await repository.get('a', { tenant: 'other' }))?.units, 2)
        }
        await truth.repository.delete('a', { tenant: 'other' })
      },
    },
    {
      name: 'takes any id',
      async run({ repository, truth }) {
        const ids = ['a:b', '["x","y"]', 'p*[1]?', 'é😀', ' ']
        await truth.repository.saveMany(ids.map((id) => product(id)))
        for (let time = 0; time < 2; time++) {
          assert.deepEqual(
            (await repository.getMany(ids)).map((row) => row?.id),
            ids,
          )
        }
        assert.equal(truth.reads(), 1)
      },
    },
    {
      name: 'passes all other questions on',
      async run({ repository, truth }) {
        await truth.repository.saveMany([product('a'), product('b')])
        assert.equal((await repository.getModel('a'))?.version, 1)
        assert.equal((await repository.find({ limit: 1 })).items.length, 1)
        assert.equal(await repository.count(), 2)
        assert.equal(await repository.exists('x'), false)
        assert.equal((await Array.fromAsync(repository.stream())).length, 2)
      },
    },
  ],
}
