import { assert } from '../assert.ts'
import { at, claimAt, due, failure, nothingDue, processManager } from './entries.ts'
import type { ProcessAgendaTopic } from './process-agenda-subject.ts'

/** Entries in the transaction of the events they follow from, and processes that are parked. */
export const transactionCases: ProcessAgendaTopic = {
  topic: 'an entry',
  cases: [
    {
      name: 'is kept or taken back with its transaction',
      async run({ agenda, begin }) {
        await agenda.put(due('there', at(1)))
        const taken = await begin()
        await agenda.put(due('7', at(1)), { transaction: taken.handle })
        await agenda.put(nothingDue('there'), { transaction: taken.handle })
        await taken.rollback()
        const kept = await begin()
        await agenda.put(due('8', at(2)), { transaction: kept.handle })
        await kept.commit()
        assert.deepEqual(await claimAt(agenda, 2), ['there', '8'])
      },
    },
    {
      name: 'is not waited for while its transaction is open',
      needs: 'concurrent-connections',
      async run({ agenda, begin }) {
        await agenda.put(due('7', at(1)))
        await agenda.put(due('8', at(1)))
        const open = await begin()
        await agenda.put(due('7', at(1)), { transaction: open.handle })
        assert.ok((await claimAt(agenda, 1)).includes('8'))
        await open.commit()
      },
    },
    {
      name: 'says why a process is parked, whether it is due or not',
      async run({ agenda, other }) {
        await agenda.put({ ...nothingDue('b'), failure })
        await agenda.put({ ...due('a', at(1)), failure })
        await agenda.put(due('c', at(1)))
        const parked = [
          { processId: 'a', failure },
          { processId: 'b', failure },
        ]
        assert.deepEqual(await agenda.parked(processManager), parked)
        assert.deepEqual(await agenda.parked(processManager, { limit: 1 }), parked.slice(0, 1))
        assert.deepEqual(await agenda.parked('billing'), [])
        assert.deepEqual(await other.parked(processManager), [])
        await agenda.put(nothingDue('b'))
        await agenda.put(due('a', at(1)))
        assert.deepEqual(await agenda.parked(processManager), [])
      },
    },
  ],
}
