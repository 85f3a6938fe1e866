import { setTimeout } from 'node:timers/promises'

/** Waits for a signal, at most `ms` milliseconds when they are given. */
export async function untilAborted(signal: AbortSignal, ms?: number): Promise<void> {
  if (signal.aborted) return
  if (ms !== undefined) return await setTimeout(ms, undefined, { signal }).catch(() => undefined)
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
