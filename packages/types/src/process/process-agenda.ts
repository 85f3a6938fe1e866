import type { TransactionHandle } from '../unit-of-work/transaction-handle.ts'

/** Why a process was parked: the input it failed on waits, and those that come after it. */
export interface ProcessFailure {
  /** The code of the error, or its class where it is not of our family. */
  readonly code: string
  readonly message: string
  /** The type of the input: `OrderPlaced`, `DeadlinePassed`. */
  readonly inputType: string
  /** Where the input stands in the stream of the process. */
  readonly streamVersion: number
}

/** When one process has something to do next, and whether it is parked. Its stream says so; the agenda saves looking. */
export interface ProcessAgendaEntry {
  /** The name of its process manager. */
  readonly processManager: string
  readonly processId: string
  /** `undefined`: it has nothing to do until the next event comes. */
  readonly dueAt: Date | undefined
  /** `undefined`: it is not parked. */
  readonly failure: ProcessFailure | undefined
}

/** A process that is parked. */
export interface ParkedProcess {
  readonly processId: string
  readonly failure: ProcessFailure
}

/** Which processes a worker takes. */
export interface ClaimProcessesOptions {
  /** What is due at this time; the caller's clock counts. */
  readonly now: Date
  /** Who takes them: one worker. */
  readonly claimant: string
  /** How long nobody else gets them, in milliseconds, unless they are given back before; the agenda's own clock counts. */
  readonly forMs: number
  /** The greatest number of processes. */
  readonly limit: number
}

/**
 * Which processes have something to do, and when: so that nobody has to read the streams of those that wait. An entry is
 * written in the transaction of the events it follows from. All of it can be made anew from the streams.
 */
export interface ProcessAgenda {
  /** Writes the entry of a process, in place of what was there. One that has nothing to do and is not parked needs none. */
  put(
    entry: ProcessAgendaEntry,
    options?: { readonly transaction?: TransactionHandle | undefined },
  ): Promise<void>
  /** Takes processes that are due and that nobody else has, the longest due first. Never waits for others. */
  claim(processManager: string, options: ClaimProcessesOptions): Promise<readonly string[]>
  /** Gives a process back. Harmless when somebody else has it now. */
  release(processManager: string, processId: string, claimant: string): Promise<void>
  /** The processes that are parked, by id; at most `limit`, default 1,000. */
  parked(
    processManager: string,
    options?: { readonly limit?: number | undefined },
  ): Promise<readonly ParkedProcess[]>
}
