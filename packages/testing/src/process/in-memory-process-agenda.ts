import type {
  ClaimProcessesOptions,
  ParkedProcess,
  ProcessAgenda,
  ProcessAgendaEntry,
  TransactionHandle,
} from '@uno-ts/types'
import { UndoableMap } from '../projection/undoable-map.ts'

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
 * await agenda.claim(processManager, { now: new Date(1), until: new Date(60_000), limit: 10 }) // ['7']
 * ```
 */
export class InMemoryProcessAgenda implements ProcessAgenda {
  readonly #rows = new UndoableMap<AgendaRow>()

  /** {@inheritDoc ProcessAgenda.put} */
  async put(
    entry: ProcessAgendaEntry,
    { transaction }: { readonly transaction?: TransactionHandle | undefined } = {},
  ): Promise<void> {
    const name = nameOf(entry)
    if (entry.dueAt === undefined && entry.failure === undefined) return this.#rows.delete(name, transaction)
    this.#rows.set(name, { ...entry, claimedUntil: this.#rows.get(name)?.claimedUntil ?? 0 }, transaction)
  }

  /** {@inheritDoc ProcessAgenda.claim} */
  async claim(
    processManager: string,
    { now, until, limit }: ClaimProcessesOptions,
  ): Promise<readonly string[]> {
    const due = this.#rowsOf(processManager)
      .flatMap((row) => (row.dueAt === undefined ? [] : { row, dueAt: row.dueAt.getTime() }))
      .filter(({ row, dueAt }) => dueAt <= now.getTime() && row.claimedUntil <= now.getTime())
      .toSorted((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit)
    for (const { row } of due) this.#rows.set(nameOf(row), { ...row, claimedUntil: until.getTime() })
    return due.map(({ row }) => row.processId)
  }

  /** {@inheritDoc ProcessAgenda.release} */
  async release(
    processManager: string,
    processId: string,
    { until }: { readonly until: Date },
  ): Promise<void> {
    const row = this.#rows.get(nameOf({ processManager, processId }))
    if (row?.claimedUntil === until.getTime()) this.#rows.set(nameOf(row), { ...row, claimedUntil: 0 })
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
  /** Milliseconds since 1970. */
  readonly claimedUntil: number
}

function nameOf({
  processManager,
  processId,
}: Pick<ProcessAgendaEntry, 'processManager' | 'processId'>): string {
  return JSON.stringify([processManager, processId])
}
