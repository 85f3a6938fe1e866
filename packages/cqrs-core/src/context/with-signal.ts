import { TimeoutError, type Clock } from '@uno-ts/types'

/** What ends a run early. */
export interface SignalSources {
  /** Aborts when any of them does. */
  readonly signals: readonly AbortSignal[]
  /** In milliseconds since 1970. */
  readonly deadline: number | undefined
  readonly clock: Clock
}

/** The longest time a timer can wait. */
const longestTimerMs = 2 ** 31 - 1

/**
 * Runs with a signal that aborts as soon as a source does, or at the deadline with a {@link TimeoutError}. Listeners and
 * timer are gone when the run has ended, so a long-lived source does not collect them.
 *
 * @throws the reason of a source that is aborted already, or a {@link TimeoutError}: nothing was run
 */
export async function withSignal<Result>(
  { signals, deadline, clock }: SignalSources,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  for (const signal of signals) signal.throwIfAborted()
  const remainingMs = deadline === undefined ? undefined : deadline - clock.now()
  if (remainingMs !== undefined && remainingMs <= 0) throw passed()

  const [only] = signals
  if (only !== undefined && signals.length === 1 && remainingMs === undefined) return run(only)

  const controller = new AbortController()
  // One function for all, taken away by hand: a listener that goes with a signal of its own is kept for longer.
  const forward = () => controller.abort(signals.find(({ aborted }) => aborted)?.reason)
  for (const signal of signals) signal.addEventListener('abort', forward)
  const timer =
    remainingMs === undefined || remainingMs > longestTimerMs
      ? undefined
      : setTimeout(() => controller.abort(passed()), remainingMs)
  try {
    return await run(controller.signal)
  } finally {
    clearTimeout(timer)
    for (const signal of signals) signal.removeEventListener('abort', forward)
  }
}

function passed(): TimeoutError {
  return new TimeoutError('the deadline of the message has passed')
}
