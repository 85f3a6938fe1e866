import { isUnoError } from '@uno-ts/types'

/** An error as a status shows it. */
export function describeError(error: unknown): { readonly code: string; readonly message: string } {
  if (isUnoError(error)) return { code: error.code, message: error.message }
  return { code: 'ERR_UNEXPECTED', message: error instanceof Error ? error.message : String(error) }
}
