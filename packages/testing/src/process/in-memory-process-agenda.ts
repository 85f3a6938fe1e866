import {
  systemClock,
  type Clock,
  type ClaimProcessesOptions,
  type ParkedProcess,
  type ProcessAgenda,
  type ProcessAgendaEntry,
  type TransactionHandle,
} from '@uno-ts/types'
import { UndoableMap } from '../projection/undoable-map.ts'

/** How an {@link InMemoryProcessAgenda} is made. */
export interface InMemoryProcessAgendaOptions {
  /** Says when claims end. Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/**
 * Keeps in memory which processes have something to do, and when. What is written with an `InMemoryTransaction` is taken back
 * when that rolls back.
 *
 * @example
 * ```ts
 * import { InMemoryProcessAgenda } from '@uno-ts/testing'
 *
 * const agenda = new InMemoryProcessAgenda()
 * const processManager = 'fulfilment'
 * await agenda.put({ processManager, processId: '7', dueAt: new Date(0), failure: undefined })
 * await agenda.claim(processManager, { now: new Date(1), claimant: 'me', forMs: 60_000, limit: 10 }) // ['7']
 * ```
 */
export class InMemoryProcessAgenda implements ProcessAgenda {
  readonly #clock: Clock
  readonly #rows = new UndoableMap<AgendaRow>()

  constructor({ clock = systemClock }: InMemoryProcessAgendaOptions = {}) {
    this.#clock = clock
  }

  /** {@inheritDoc ProcessAgenda.put} */
  async put(
    entry: ProcessAgendaEntry,
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<void> {
    const name = nameOf(entry)
    if (entry.dueAt === undefined && entry.failure === undefined) return this.#rows.delete(name, transaction)
    this.#rows.set(name, { ...entry, claim: this.#rows.get(name)?.claim }, transaction)
  }

  /** {@inheritDoc ProcessAgenda.claim} */
  async claim(
    processManager: string,
    { now, claimant, forMs, limit }: ClaimProcessesOptions,
  ): Promise<readonly string[]> {
    const due = this.#rowsOf(processManager)
      .flatMap((row) => (row.dueAt === undefined ? [] : { row, dueAt: row.dueAt.getTime() }))
      .filter(({ row, dueAt }) => dueAt <= now.getTime() && (row.claim?.until ?? 0) <= this.#clock.now())
      .toSorted((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit)
    const claim = { claimant, until: this.#clock.now() + forMs }
    for (const { row } of due) this.#rows.set(nameOf(row), { ...row, claim })
    return due.map(({ row }) => row.processId)
  }

  /** {@inheritDoc ProcessAgenda.release} */
  async release(processManager: string, processId: string, claimant: string): Promise<void> {
    const row = this.#rows.get(nameOf({ processManager, processId }))
    if (row?.claim?.claimant === claimant) this.#rows.set(nameOf(row), { ...row, claim: undefined })
  }

  /** {@inheritDoc ProcessAgenda.parked} */
  async parked(
    processManager: string,
    { limit = 1_000 }: { readonly limit?: number | undefined } = {},
  ): Promise<readonly ParkedProcess[]> {
    return this.#rowsOf(processManager)
      .flatMap(({ processId, failure }) => (failure === undefined ? [] : { processId, failure }))
      .toSorted((a, b) => (a.processId < b.processId ? -1 : 1))
      .slice(0, limit)
  }

  #rowsOf(processManager: string): readonly AgendaRow[] {
    return this.#rows.values().filter((row) => row.processManager === processManager)
  }
}

interface AgendaRow extends ProcessAgendaEntry {
  /** `until` in milliseconds since 1970. */
  readonly claim: { readonly claimant: string; readonly until: number } | undefined
}

function nameOf({
  processManager,
  processId,
}: Pick<ProcessAgendaEntry, 'processManager' | 'processId'>): string {
  return JSON.stringify([processManager, processId])
}
