import { untilAborted } from '../waiting/until-aborted.ts'
import { Backoff } from './backoff.ts'
import { isTransient } from './is-transient.ts'

/** Tries until the database is there again. @throws what is not transient, or the signal's reason */
export async function retryTransient<Result>(
  attempt: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const backoff = new Backoff()
  for (;;) {
    signal.throwIfAborted()
    try {
      return await attempt()
    } catch (error) {
      if (!isTransient(error)) throw error
      await untilAborted(signal, backoff.next())
    }
  }
}
