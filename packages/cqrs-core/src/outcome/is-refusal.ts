import { isUnoError } from '@uno-ts/types'

const refusals: ReadonlySet<string> = new Set([
  'ERR_RULE_VIOLATION',
  'ERR_VALIDATION',
  'ERR_NOT_FOUND',
  'ERR_FORBIDDEN',
  'ERR_UNAUTHENTICATED',
])

/** Whether an error is an answer, a considered "no", and not a fault: the same message will be refused again. */
export function isRefusal(error: unknown): boolean {
  return isUnoError(error) && refusals.has(error.code)
}
