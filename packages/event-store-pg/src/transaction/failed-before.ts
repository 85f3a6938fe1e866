import { DatabaseError } from '@uno-ts/types'

/** What a COMMIT means that was answered with ROLLBACK: a statement had failed, and nobody minded. */
export function failedBefore(): DatabaseError {
  const message = 'a statement of the transaction had failed before its commit: nothing was written'
  return new DatabaseError(message, { retryable: false })
}
