import { assert } from '../assert.ts'
import { at, claimAt, due, processManager } from './entries.ts'
import type { ProcessAgendaTopic } from './process-agenda-subject.ts'

/** Who has a process. */
export const claimCases: ProcessAgendaTopic = {
  topic: 'a claim',
  cases: [
    {
      name: 'keeps a process from others until it ends, whatever their clocks say',
      async run(subject) {
        const { agenda } = subject
        await agenda.put(due('7', at(1)))
        assert.deepEqual(await claimAt(agenda, 1), ['7'])
        assert.deepEqual(await claimAt(agenda, 3_600), [])
        await subject.age(59_000)
        assert.deepEqual(await claimAt(agenda, 1), [])
        await subject.age(2_000)
        assert.deepEqual(await claimAt(agenda, 1), ['7'])
      },
    },
    {
      name: 'is not ended by a new entry',
      async run({ agenda }) {
        await agenda.put(due('7', at(1)))
        await claimAt(agenda, 1)
        await agenda.put(due('7', at(2)))
        assert.deepEqual(await claimAt(agenda, 3), [])
        await agenda.release(processManager, '7', 'me')
        assert.deepEqual(await claimAt(agenda, 3), ['7'])
      },
    },
    {
      name: 'is given back by who has it, not by who had it',
      async run(subject) {
        const { agenda } = subject
        await agenda.put(due('7', at(1)))
        await claimAt(agenda, 1)
        await subject.age(61_000)
        assert.deepEqual(await claimAt(agenda, 1, { claimant: 'you' }), ['7'])
        await agenda.release(processManager, '7', 'me')
        assert.deepEqual(await claimAt(agenda, 1), [])
        await agenda.release(processManager, '7', 'you')
        assert.deepEqual(await claimAt(agenda, 1), ['7'])
        await agenda.release(processManager, 'never there', 'me')
      },
    },
    {
      name: 'gives each process to one of many',
      needs: 'concurrent-connections',
      async run({ agenda }) {
        const processes = Array.from({ length: 20 }, (_, nr) => `process ${nr}`)
        for (const processId of processes) await agenda.put(due(processId, at(1)))
        const claims = await Promise.all(Array.from({ length: 8 }, () => claimAt(agenda, 1, { limit: 4 })))
        const claimed = [...claims.flat(), ...(await claimAt(agenda, 1, { limit: 100 }))]
        assert.deepEqual(claimed.toSorted(), processes.toSorted())
      },
    },
  ],
}
