import { setTimeout as delay } from 'node:timers/promises'

/** Waits so many milliseconds, or until the signal aborts. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  if (durationMs <= 0 || signal.aborted) return
  await delay(durationMs, undefined, { signal }).catch(() => undefined)
}
