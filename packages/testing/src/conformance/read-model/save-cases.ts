import { globalPosition } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { rejection } from '../rejection.ts'
import { product } from './product.ts'
import type { ReadModelTopic } from './read-model-subject.ts'

/** Saving, changing and deleting rows. */
export const saveCases: ReadModelTopic = {
  topic: 'saving',
  cases: [
    {
      name: 'inserts a row at version 1',
      async run({ repository }) {
        await repository.save(product('1'))
        const model = await repository.getModel('1')
        assert.deepEqual(model?.row, product('1'))
        assert.equal(model.version, 1)
        assert.equal(model.position, undefined)
        assert.ok(model.updatedAt instanceof Date)
      },
    },
    {
      name: 'replaces a row and raises its version',
      async run({ repository }) {
        await repository.save(product('1', { units: 1, note: 'old', category: 'kitchen' }))
        await repository.save(product('1', { units: 2 }))
        const model = await repository.getModel('1')
        assert.deepEqual(model?.row, product('1', { units: 2 }))
        assert.equal(model.version, 2)
      },
    },
    {
      name: 'saves at the expected version',
      async run({ repository }) {
        await repository.save(product('1'), { expectedVersion: 0 })
        await repository.save(product('1', { units: 2 }), { expectedVersion: 1 })
        assert.equal((await repository.getModel('1'))?.version, 2)
      },
    },
    {
      name: 'refuses another version than the expected, and writes nothing',
      async run({ repository }) {
        await repository.save(product('1', { units: 1 }))
        for (const expectedVersion of [0, 2]) {
          const save = repository.save(product('1', { units: 2 }), { expectedVersion })
          await rejection(save, 'ERR_CONCURRENCY', { retryable: true })
        }
        assert.equal((await repository.getModel('1'))?.version, 1)
        assert.equal((await repository.get('1'))?.units, 1)
      },
    },
    {
      name: 'refuses an expected version of a row that is not there',
      async run({ repository }) {
        await rejection(repository.save(product('1'), { expectedVersion: 1 }), 'ERR_CONCURRENCY')
        assert.equal(await repository.exists('1'), false)
      },
    },
    {
      name: 'lets exactly one of ten saves at once win that expect the same version',
      async run({ repository }) {
        const settled = await Promise.allSettled(
          Array.from({ length: 10 }, (_, units) =>
            repository.save(product('1', { units }), { expectedVersion: 0 }),
          ),
        )
        assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1)
        assert.equal((await repository.getModel('1'))?.version, 1)
      },
    },
    {
      name: 'keeps the position of the event it came from',
      async run({ repository }) {
        await repository.save(product('1'), { position: globalPosition(7) })
        assert.equal((await repository.getModel('1'))?.position, 7n)
        await repository.save(product('1'), { position: globalPosition(2n ** 62n) })
        assert.equal((await repository.getModel('1'))?.position, 2n ** 62n)
      },
    },
    {
      name: 'leaves a row that has applied a later event as it is',
      async run({ repository }) {
        await repository.save(product('1', { units: 9 }), { position: globalPosition(9) })
        await repository.save(product('1', { units: 5 }), { position: globalPosition(5) })
        const model = await repository.getModel('1')
        assert.deepEqual([model?.row.units, model?.position, model?.version], [9, 9n, 1])
      },
    },
    {
      name: 'applies a second change of the same event',
      async run({ repository }) {
        await repository.save(product('1', { units: 1 }), { position: globalPosition(9) })
        await repository.save(product('1', { units: 2 }), { position: globalPosition(9) })
        assert.equal((await repository.get('1'))?.units, 2)
      },
    },
    {
      name: 'saves many, new ones and old ones',
      async run({ repository }) {
        await repository.save(product('2', { units: 2 }))
        await repository.saveMany([product('1', { units: 10 }), product('2', { units: 20 })])
        assert.equal((await repository.get('1'))?.units, 10)
        assert.equal((await repository.get('2'))?.units, 20)
        assert.equal((await repository.getModel('2'))?.version, 2)
      },
    },
    {
      name: 'saves the last of two rows with the same id',
      async run({ repository }) {
        await repository.saveMany([product('1', { units: 1 }), product('2'), product('1', { units: 3 })])
        assert.equal((await repository.get('1'))?.units, 3)
        assert.equal(await repository.count(), 2)
      },
    },
    {
      name: 'saves no rows at all without complaint',
      async run({ repository }) {
        await repository.saveMany([])
        assert.equal(await repository.count(), 0)
      },
    },
    {
      name: 'saves 2,500 rows at once',
      async run({ repository }) {
        const rows = Array.from({ length: 2500 }, (_, units) => product(`${units}`, { units }))
        await repository.saveMany(rows)
        assert.equal(await repository.count(), 2500)
        assert.deepEqual(await repository.get('2499'), rows[2499])
      },
    },
    {
      name: 'saves many at once from several writers, all of them',
      async run({ repository }) {
        const batch = (writer: number) =>
          Array.from({ length: 30 }, (_, nr) => product(String((nr * 7 + writer) % 40), { units: writer }))
        await Promise.all([1, 2, 3, 4].map((writer) => repository.saveMany(batch(writer))))
        const rows = (await repository.find({ limit: 100 })).items
        assert.equal(rows.length, 40)
        assert.ok(rows.every(({ units }) => units >= 1 && units <= 4))
      },
    },
    {
      name: 'refuses all of many when one of them is wrong',
      async run({ repository }) {
        await repository.save(product('1', { units: 1 }))
        const rows = [product('1', { units: 2 }), product('2', { units: 1.5 }), product('3')]
        await rejection(repository.saveMany(rows), 'ERR_INVALID_ARGUMENT')
        assert.deepEqual(await repository.getMany(['1', '2', '3']), [
          product('1', { units: 1 }),
          undefined,
          undefined,
        ])
      },
    },
    {
      name: 'saves of many only those that have not applied a later event',
      async run({ repository }) {
        await repository.save(product('1', { units: 9 }), { position: globalPosition(9) })
        await repository.saveMany([product('1', { units: 5 }), product('2', { units: 5 })], {
          position: globalPosition(5),
        })
        assert.equal((await repository.get('1'))?.units, 9)
        assert.equal((await repository.get('2'))?.units, 5)
      },
    },
    {
      name: 'patches some fields and leaves the others',
      async run({ repository }) {
        await repository.save(product('1', { units: 1, category: 'kitchen', note: 'fragile' }))
        assert.equal(await repository.patch('1', { units: 2, category: null }), true)
        assert.deepEqual(await repository.get('1'), product('1', { units: 2, note: 'fragile' }))
        assert.equal((await repository.getModel('1'))?.version, 2)
      },
    },
    {
      name: 'patches a field without a column',
      async run({ repository }) {
        await repository.save(product('1', { units: 1 }))
        assert.equal(await repository.patch('1', { note: 'heavy' }), true)
        assert.deepEqual(await repository.get('1'), product('1', { units: 1, note: 'heavy' }))
      },
    },
    {
      name: 'patches nothing where nothing is given, and keeps what is undefined',
      async run({ repository }) {
        await repository.save(product('1', { units: 1, note: 'fragile' }))
        assert.equal(await repository.patch('1', {}), true)
        assert.equal(await repository.patch('1', { units: undefined as never, note: undefined }), true)
        assert.deepEqual(await repository.get('1'), product('1', { units: 1, note: 'fragile' }))
      },
    },
    {
      name: 'refuses a patch of the id, and of a field that is not there',
      async run({ repository }) {
        await repository.save(product('1', { units: 1 }))
        await rejection(repository.patch('1', { id: '2' }), 'ERR_INVALID_ARGUMENT')
        await rejection(repository.patch('1', { colour: 'red' } as never), 'ERR_INVALID_ARGUMENT')
        assert.deepEqual(await repository.get('1'), product('1', { units: 1 }))
        assert.equal(await repository.exists('2'), false)
      },
    },
    {
      name: 'lets exactly one of ten patches at once win that expect the same version',
      async run({ repository }) {
        await repository.save(product('1'))
        const settled = await Promise.allSettled(
          Array.from({ length: 10 }, (_, units) => repository.patch('1', { units }, { expectedVersion: 1 })),
        )
        assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1)
        assert.equal((await repository.getModel('1'))?.version, 2)
      },
    },
    {
      name: 'patches nothing that is not there',
      async run({ repository }) {
        assert.equal(await repository.patch('1', { units: 2 }), false)
        assert.equal(await repository.exists('1'), false)
      },
    },
    {
      name: 'patches at the expected version only',
      async run({ repository }) {
        await repository.save(product('1'))
        await rejection(repository.patch('1', { units: 2 }, { expectedVersion: 2 }), 'ERR_CONCURRENCY')
        assert.equal((await repository.get('1'))?.units, 0)
        assert.equal(await repository.patch('1', { units: 2 }, { expectedVersion: 1 }), true)
      },
    },
    {
      name: 'does not patch a row that has applied a later event',
      async run({ repository }) {
        await repository.save(product('1', { units: 9 }), { position: globalPosition(9) })
        await repository.patch('1', { units: 5 }, { position: globalPosition(5) })
        assert.equal((await repository.get('1'))?.units, 9)
      },
    },
    {
      name: 'refuses a value its field cannot hold and a field that is not there, and writes nothing',
      async run({ repository }) {
        const wrong = [
          { units: 1.5 },
          { units: 'three' as never },
          { name: null as never },
          { rating: Number.NaN },
          { colour: 'red' } as never,
        ]
        for (const fields of wrong) {
          await rejection(repository.save(product('1', fields)), 'ERR_INVALID_ARGUMENT')
        }
        assert.equal(await repository.count(), 0)
      },
    },
    {
      name: 'deletes a row and says whether there was one',
      async run({ repository }) {
        await repository.save(product('1'))
        assert.equal(await repository.delete('1'), true)
        assert.equal(await repository.delete('1'), false)
        assert.equal(await repository.get('1'), undefined)
      },
    },
    {
      name: 'deletes many and says how many there were',
      async run({ repository }) {
        await repository.saveMany([product('1'), product('2'), product('3')])
        assert.equal(await repository.deleteMany(['1', 'none', '3', '1']), 2)
        assert.equal(await repository.deleteMany([]), 0)
        assert.equal(await repository.count(), 1)
      },
    },
  ],
}
