/** Cuts off the statements of a transaction from here on, and the pauses between them, after so many milliseconds. */
export function bounded(timeoutMs: number): string {
  const ms = Math.max(1, Math.trunc(timeoutMs))
  return `set local statement_timeout = ${ms}; set local idle_in_transaction_session_timeout = ${ms}`
}
