/** Timers take no more: 24 days. What ends later is not waited for. */
const longestTimer = 2 ** 31 - 1

/**
 * Calls `then` when the credentials of a caller end, unless the signal is aborted before.
 *
 * @param expiresAt - in milliseconds since 1970; `undefined` for credentials without an end
 */
export function whenExpired(expiresAt: number | undefined, signal: AbortSignal, then: () => void): void {
  if (expiresAt === undefined || expiresAt - Date.now() > longestTimer) return
  const timer = setTimeout(then, Math.max(0, expiresAt - Date.now()))
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
}
