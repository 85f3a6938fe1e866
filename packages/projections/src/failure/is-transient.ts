/** What Node says when a server cannot be reached. */
const networkCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/**
 * SQLSTATE classes that pass: connection (08), rollback for a deadlock or serialisation (40), resources (53), operator
 * (57P); and a lock that was not to be had (55P03). See https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const passingState = /^(?:08...|40...|53...|57P..|55P03)$/

/** What `pg` says without a code when a connection is gone, or none came free. */
const connectionMessage =
  /^(Connection terminated|Client has encountered a connection error|Connection ended|Query read timeout|timeout expired|timeout exceeded when trying to connect)/

/**
 * Tells whether an error comes from a database that is away, restarting or overloaded, so that the same work may succeed
 * later. Looks through `cause`, because others wrap what they pass on.
 */
export function isTransient(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 10; cause = cause.cause, depth += 1) {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
    if (code === 'ERR_DATABASE' || networkCodes.has(code) || passingState.test(code)) return true
    if (connectionMessage.test(cause.message)) return true
    if (cause instanceof AggregateError && cause.errors.some(isTransient)) return true // Node tried several addresses
  }
  return false
}
