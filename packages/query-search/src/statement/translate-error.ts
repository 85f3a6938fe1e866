import { DatabaseError, InvalidArgumentError, isUnoError, SchemaError } from '@uno-ts/types'

/**
 * Turns what the driver throws into an error of the family, with the driver's as its cause. Errors of the family pass
 * through.
 */
export function translateError(error: unknown): unknown {
  if (isUnoError(error) || !(error instanceof Error)) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (code === undefined) {
    // The driver's own errors have no code: "Connection terminated unexpectedly".
    return /connect|terminat|timeout|socket/i.test(error.message)
      ? new DatabaseError(`the database could not be reached: ${error.message}`, { cause: error })
      : error
  }
  if (missing.has(code)) {
    return new SchemaError(`a table or column is missing (${code}): run migrations`, { cause: error })
  }
  if (code.startsWith(dataException)) {
    return new InvalidArgumentError(`a value is out of what the database can compare (${code})`, {
      cause: error,
    })
  }
  const retryable = !/^[0-9A-Z]{5}$/.test(code) || passing.some((prefix) => code.startsWith(prefix))
  return new DatabaseError(`the database refused: ${code}`, { cause: error, sqlState: code, retryable })
}

/** Undefined table, schema, column, object. */
const missing = new Set(['42P01', '3F000', '42703', '42704'])
const dataException = '22'
/** Connection, transaction rollback, resources, operator intervention, system error, lock not available. */
const passing = ['08', '40', '53', '57', '58', '55P03']
