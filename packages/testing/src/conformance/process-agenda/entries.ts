import type { ProcessAgenda, ProcessAgendaEntry, ProcessFailure } from '@uno-ts/types'

/** The process manager of the cases. */
export const processManager = 'fulfilment'

/** So many seconds after a certain moment. */
export function at(seconds: number): Date {
  return new Date(Date.UTC(2030, 0, 1, 0, 0, seconds))
}

/** A process that is due. */
export function due(processId: string, dueAt: Date): ProcessAgendaEntry {
  return { processManager, processId, dueAt, failure: undefined }
}

/** A process that is not due, or not any more. */
export function nothingDue(processId: string): ProcessAgendaEntry {
  return { processManager, processId, dueAt: undefined, failure: undefined }
}

/** Why a process is parked. */
export const failure: ProcessFailure = {
  code: 'TypeError',
  message: 'there is no such thing',
  inputType: 'OrderPlaced',
  streamVersion: 7,
}

/** Claims what is due at so many seconds, for a minute. */
export function claimAt(
  agenda: ProcessAgenda,
  seconds: number,
  { limit = 10, claimant = 'me' }: { readonly limit?: number; readonly claimant?: string } = {},
): Promise<readonly string[]> {
  return agenda.claim(processManager, { now: at(seconds), claimant, forMs: 60_000, limit })
}
