import type { Outcome } from '@uno-ts/types'

/** Waits for one run of many and tells how it ended. It never rejects. */
export async function outcomeOf<Value>(run: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await run() }
  } catch (error) {
    return failure(error)
  }
}

/** The outcome of what threw. What was thrown and is no error, such as an abort's own reason, becomes the cause of one. */
export function failure(error: unknown): Outcome<never> {
  if (error instanceof Error) return { ok: false, error }
  return { ok: false, error: new Error('the message ended with a reason that is no error', { cause: error }) }
}
