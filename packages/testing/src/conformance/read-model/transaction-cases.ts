import { assert } from '../assert.ts'
import type { BegunTransaction } from '../begun-transaction.ts'
import { product } from './product.ts'
import type { ReadModelCase, ReadModelSubject, ReadModelTopic } from './read-model-subject.ts'

/** Writing within a transaction of the caller's. */
export const transactionCases: ReadModelTopic = {
  topic: 'transactions',
  cases: transactional([
    {
      name: 'keep what was written when they commit',
      async run(subject) {
        const { repository } = subject
        const { handle: transaction, commit } = await begin(subject)
        await repository.save(product('1'), { transaction })
        await repository.saveMany([product('2'), product('3')], { transaction })
        await repository.patch('2', { units: 2 }, { transaction })
        await repository.delete('3', { transaction })
        await commit()
        assert.deepEqual(await repository.getMany(['1', '2', '3']), [
          product('1'),
          product('2', { units: 2 }),
          undefined,
        ])
      },
    },
    {
      name: 'take back what was written when they roll back',
      async run(subject) {
        const { repository } = subject
        await repository.saveMany([product('1'), product('2')])
        const { handle: transaction, rollback } = await begin(subject)
        await repository.save(product('1', { units: 9 }), { transaction })
        await repository.patch('1', { units: 10 }, { transaction })
        await repository.delete('2', { transaction })
        await repository.save(product('3'), { transaction })
        await rollback()
        assert.deepEqual(await repository.getMany(['1', '2', '3']), [product('1'), product('2'), undefined])
        assert.equal((await repository.getModel('1'))?.version, 1)
      },
    },
    {
      name: 'see what they have written themselves',
      async run(subject) {
        const { repository } = subject
        const { handle: transaction, commit } = await begin(subject)
        await repository.save(product('1', { units: 3 }), { transaction })
        assert.equal((await repository.get('1', { transaction }))?.units, 3)
        assert.equal(await repository.count(undefined, { transaction }), 1)
        assert.equal((await repository.find({}, { transaction })).items.length, 1)
        await commit()
      },
    },
  ]),
}

/** Begins a transaction of the subject's. */
export async function begin({ begin }: ReadModelSubject): Promise<BegunTransaction> {
  assert.ok(begin !== undefined, 'a subject that claims transactions begins them')
  return begin()
}

function transactional(cases: readonly ReadModelCase[]): ReadModelCase[] {
  return cases.map((each) => ({ ...each, needs: 'transactions' }))
}
