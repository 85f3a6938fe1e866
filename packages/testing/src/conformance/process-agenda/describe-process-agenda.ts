import { describeCases } from '../describe-cases.ts'
import { processAgendaCases } from './process-agenda-cases.ts'
import type { ProcessAgendaCapability, ProcessAgendaSubject } from './process-agenda-subject.ts'

/**
 * Holds a process agenda to its contract, with vitest.
 *
 * @param factory - opens an agenda without entries for one case; `dispose` is called after the case
 * @param capabilities - what the agenda can do; cases beyond them are named as not claimed
 * @example
 * ```ts
 * import { InMemoryProcessAgenda, InMemoryTransaction, ManualClock } from '@uno-ts/testing'
 * import { describeProcessAgenda } from '@uno-ts/testing/conformance'
 *
 * describeProcessAgenda(
 *   'InMemoryProcessAgenda',
 *   async () => {
 *     const clock = new ManualClock()
 *     return {
 *       agenda: new InMemoryProcessAgenda({ clock }),
 *       other: new InMemoryProcessAgenda({ clock }),
 *       async begin() {
 *         const handle = new InMemoryTransaction()
 *         return { handle, commit: () => handle.commit(), rollback: () => handle.rollback() }
 *       },
 *       age: (ms) => clock.advance(ms),
 *       dispose: () => undefined,
 *     }
 *   },
 *   ['concurrent-connections'],
 * )
 * ```
 */
export function describeProcessAgenda(
  name: string,
  factory: () => Promise<ProcessAgendaSubject>,
  capabilities: Iterable<ProcessAgendaCapability>,
): void {
  describeCases(name, { topics: processAgendaCases, factory, capabilities })
}
