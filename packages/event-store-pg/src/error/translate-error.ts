import {
  ConfigurationError,
  DatabaseError,
  InvalidArgumentError,
  isUnoError,
  SchemaError,
} from '@uno-ts/types'
import { oldSnapshotState } from '../schema/append-migration.ts'

/**
 * Turns what the driver throws into an error of the family, with the driver's as its cause. Errors of the family and
 * reasons of an abort pass through.
 */
export function translateError(error: unknown): unknown {
  if (isUnoError(error) || !(error instanceof Error)) return error
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return error
  const code = codeOf(error)
  if (code === undefined) {
    // The driver's own errors have no code: "Connection terminated unexpectedly", "timeout exceeded when trying to connect".
    return /connect|terminat|timeout|socket/i.test(error.message)
      ? new DatabaseError(`the database could not be reached: ${error.message}`, { cause: error })
      : error
  }
  if (missing.has(code)) {
    return new SchemaError(
      `the event store's tables or functions are missing or older (${code}): run migrate`,
      {
        cause: error,
      },
    )
  }
  if (invalidText.has(code)) {
    return new InvalidArgumentError('a text has a character PostgreSQL cannot keep, such as NUL', {
      cause: error,
    })
  }
  if (code === oldSnapshotState) {
    return new ConfigurationError(`the log is read at READ COMMITTED: ${error.message}`, { cause: error })
  }
  const retryable = !/^[0-9A-Z]{5}$/.test(code) || passing.some((prefix) => code.startsWith(prefix))
  return new DatabaseError(`the database refused: ${code}`, { cause: error, sqlState: code, retryable })
}

/** The server's SQLSTATE or the system's errno, when the error has one. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

/** Undefined table, function, schema, column, object. */
const missing = new Set(['42P01', '42883', '3F000', '42703', '42704'])
/** Text that the encoding or the type cannot hold. */
const invalidText = new Set(['22021', '22P05'])
/** Connection, transaction rollback, resources, operator intervention, system error, lock not available. */
const passing = ['08', '40', '53', '57', '58', '55P03']
