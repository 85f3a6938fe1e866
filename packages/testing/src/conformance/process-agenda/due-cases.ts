import { assert } from '../assert.ts'
import { at, claimAt, due, nothingDue, processManager } from './entries.ts'
import type { ProcessAgendaTopic } from './process-agenda-subject.ts'

/** When processes are due. */
export const dueCases: ProcessAgendaTopic = {
  topic: 'what is due',
  cases: [
    {
      name: 'is claimed when its time has come, the longest due first',
      async run({ agenda }) {
        await agenda.put(due('late', at(2)))
        await agenda.put(due('early', at(1)))
        await agenda.put(due('later', at(3)))
        assert.deepEqual(await claimAt(agenda, 0), [])
        assert.deepEqual(await claimAt(agenda, 2), ['early', 'late'])
      },
    },
    {
      name: 'is no more than was asked for',
      async run({ agenda }) {
        for (const nr of [1, 2, 3]) await agenda.put(due(`process ${nr}`, at(nr)))
        assert.deepEqual(await claimAt(agenda, 9, { limit: 2 }), ['process 1', 'process 2'])
        assert.deepEqual(await claimAt(agenda, 9, { limit: 2 }), ['process 3'])
      },
    },
    {
      name: 'is what was written last',
      async run({ agenda }) {
        await agenda.put(due('moved', at(1)))
        await agenda.put(due('moved', at(5)))
        await agenda.put(due('over', at(1)))
        await agenda.put(nothingDue('over'))
        await agenda.put(nothingDue('never there'))
        assert.deepEqual(await claimAt(agenda, 4), [])
        assert.deepEqual(await claimAt(agenda, 5), ['moved'])
      },
    },
    {
      name: 'is as exact as a millisecond',
      async run({ agenda }) {
        const dueAt = new Date(at(1).getTime() + 7)
        await agenda.put(due('exact', dueAt))
        const before = new Date(dueAt.getTime() - 1)
        const claim = { claimant: 'me', forMs: 60_000, limit: 1 }
        assert.deepEqual(await agenda.claim(processManager, { ...claim, now: before }), [])
        assert.deepEqual(await agenda.claim(processManager, { ...claim, now: dueAt }), ['exact'])
      },
    },
    {
      name: 'belongs to one process manager and one tenant',
      async run({ agenda, other }) {
        await agenda.put(due('7', at(1)))
        await agenda.put({ ...due('8', at(1)), processManager: 'billing' })
        assert.deepEqual(await claimAt(other, 1), [])
        assert.deepEqual(await claimAt(agenda, 1), ['7'])
        assert.deepEqual(
          await agenda.claim('billing', { now: at(1), claimant: 'me', forMs: 1_000, limit: 9 }),
          ['8'],
        )
      },
    },
  ],
}
