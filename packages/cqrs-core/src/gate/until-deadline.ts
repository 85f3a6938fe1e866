import type { Clock } from '@uno-ts/types'
import { withSignal } from '../context/with-signal.ts'

/** What ends waiting. */
export interface WaitEnds {
  readonly signal: AbortSignal | undefined
  /** In milliseconds since 1970. */
  readonly deadline: number | undefined
  readonly clock: Clock
}

/**
 * Waits with a signal that aborts with the caller's, or at the deadline with a TimeoutError. Without a deadline it is the
 * caller's own.
 */
export function untilDeadline(
  { signal, deadline, clock }: WaitEnds,
  wait: (ended: AbortSignal | undefined) => Promise<void>,
): Promise<void> {
  if (deadline === undefined) return wait(signal)
  return withSignal({ signals: signal === undefined ? [] : [signal], deadline, clock }, wait)
}
