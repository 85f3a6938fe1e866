import { setImmediate, setTimeout } from 'node:timers/promises'

/** Waits so many milliseconds, and at least until what happens now has happened, or until the signal aborts. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  const passed = durationMs > 0 ? setTimeout(durationMs, undefined, { signal }) : setImmediate()
  await passed.catch(() => undefined)
}
