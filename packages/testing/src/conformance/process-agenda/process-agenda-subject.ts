import type { ProcessAgenda } from '@uno-ts/types'
import type { BegunTransaction } from '../begun-transaction.ts'
import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'

/**
 * What not every process agenda can do:
 * `concurrent-connections`: has several transactions open at a time.
 */
export type ProcessAgendaCapability = 'concurrent-connections'

/** The process agenda under test, without entries. */
export interface ProcessAgendaSubject {
  readonly agenda: ProcessAgenda
  /** That of another tenant in the same place. */
  readonly other: ProcessAgenda
  /** Begins a transaction that the agenda takes part in. */
  readonly begin: () => Promise<BegunTransaction>
  /** Makes claims older by so many milliseconds. */
  age(ms: number): Promise<void> | void
  dispose(): Promise<void> | void
}

/** A case for process agendas. */
export type ProcessAgendaCase = ConformanceCase<ProcessAgendaSubject, ProcessAgendaCapability>

/** Cases for process agendas about one thing. */
export type ProcessAgendaTopic = ConformanceTopic<ProcessAgendaSubject, ProcessAgendaCapability>
