/** The same error, saying first under which circumstances. What is no error is given back. */
export function prefixed(circumstances: string, error: unknown): unknown {
  if (error instanceof Error) error.message = `${circumstances}: ${error.message}`
  return error
}
