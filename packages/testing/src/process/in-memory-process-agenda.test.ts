import type { ProcessAgenda } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { describeProcessAgenda } from '../conformance/process-agenda/describe-process-agenda.ts'
import { processAgendaCases } from '../conformance/process-agenda/process-agenda-cases.ts'
import type { ProcessAgendaSubject } from '../conformance/process-agenda/process-agenda-subject.ts'
import { firstFailure, sabotaged } from '../conformance/first-failure.ts'
import { InMemoryTransaction } from '../transaction/in-memory-transaction.ts'
import { InMemoryProcessAgenda } from './in-memory-process-agenda.ts'

type Sabotage = (honest: InMemoryProcessAgenda) => Partial<ProcessAgenda>

function subject(sabotage: Sabotage = () => ({})): ProcessAgendaSubject {
  const honest = new InMemoryProcessAgenda()
  return {
    agenda: sabotaged<ProcessAgenda>(honest, sabotage(honest)),
    other: new InMemoryProcessAgenda(),
    async begin() {
      const handle = new InMemoryTransaction()
      return { handle, commit: () => handle.commit(), rollback: () => handle.rollback() }
    },
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
      (honest) => ({ claim: (name, { now, limit }) => honest.claim(name, { now, until: now, limit }) }),
    ],
    [
      'claims more than is asked for',
      (honest) => ({ claim: (name, options) => honest.claim(name, { ...options, limit: 99 }) }),
    ],
    [
      'gives back what others have',
      (honest) => ({
        release: async (name, processId) => {
          for (const seconds of [61, 121])
            await honest.release(name, processId, { until: new Date(Date.UTC(2030, 0, 1, 0, 0, seconds)) })
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
