import type { ProcessAgenda } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../clock/manual-clock.ts'
import { describeProcessAgenda } from '../conformance/process-agenda/describe-process-agenda.ts'
import { processAgendaCases } from '../conformance/process-agenda/process-agenda-cases.ts'
import type { ProcessAgendaSubject } from '../conformance/process-agenda/process-agenda-subject.ts'
import { firstFailure, sabotaged } from '../conformance/first-failure.ts'
import { InMemoryTransaction } from '../transaction/in-memory-transaction.ts'
import { InMemoryProcessAgenda } from './in-memory-process-agenda.ts'

type Sabotage = (honest: InMemoryProcessAgenda) => Partial<ProcessAgenda>

function subject(sabotage: Sabotage = () => ({})): ProcessAgendaSubject {
  const clock = new ManualClock()
  const honest = new InMemoryProcessAgenda({ clock })
  return {
    agenda: sabotaged<ProcessAgenda>(honest, sabotage(honest)),
    other: new InMemoryProcessAgenda({ clock }),
    async begin() {
      const handle = new InMemoryTransaction()
      return { handle, commit: () => handle.commit(), rollback: () => handle.rollback() }
    },
    age: (ms) => clock.advance(ms),
    dispose: () => undefined,
  }
}

describeProcessAgenda('InMemoryProcessAgenda', async () => subject(), ['concurrent-connections'])

describe('the conformance suite of process agendas', () => {
  it.each<[string, Sabotage]>([
    ['forgets', () => ({ put: async () => undefined })],
    ['writes beside the transaction', (honest) => ({ put: (entry) => honest.put(entry) })],
    [
      'claims for nobody',
      (honest) => ({ claim: (name, options) => honest.claim(name, { ...options, forMs: 0 }) }),
    ],
    [
      'claims for ever',
      (honest) => ({ claim: (name, options) => honest.claim(name, { ...options, forMs: 1e9 }) }),
    ],
    [
      'claims more than is asked for',
      (honest) => ({ claim: (name, options) => honest.claim(name, { ...options, limit: 99 }) }),
    ],
    [
      'gives back what others have',
      (honest) => ({
        release: async (name, processId) => {
          for (const claimant of ['me', 'you']) await honest.release(name, processId, claimant)
        },
      }),
    ],
    ['never gives back', () => ({ release: async () => undefined })],
    [
      'knows no process managers',
      (honest) => ({ parked: (_name, options) => honest.parked('fulfilment', options) }),
    ],
    ['tells of all that are parked', (honest) => ({ parked: (name) => honest.parked(name) })],
  ])('finds an agenda that %s', async (_what, sabotage) => {
    const found = await firstFailure(processAgendaCases, ['concurrent-connections'], () => subject(sabotage))
    expect(found).toBeDefined()
  })
})
