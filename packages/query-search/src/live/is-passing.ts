import { isUnoError } from '@uno-ts/types'

/** Whether an error is worth waiting out. */
export function isPassing(error: unknown): boolean {
  return isUnoError(error) && error.retryable
}
