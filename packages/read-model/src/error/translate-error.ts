import { DatabaseError, InvalidArgumentError, isUnoError, SchemaError } from '@uno-ts/types'

/**
 * Turns what the driver throws into an error of the family, with the driver's as its cause. Errors of the family pass
 * through.
 */
export function translateError(error: unknown, model: string): unknown {
  if (isUnoError(error) || !(error instanceof Error)) return error
  const code = codeOf(error)
  if (code === undefined) {
    // The driver's own errors have no code: "Connection terminated unexpectedly".
    return /connect|terminat|timeout|socket/i.test(error.message)
      ? new DatabaseError(`the database could not be reached: ${error.message}`, { cause: error })
      : error
  }
  if (missing.has(code)) {
    return new SchemaError(
      `the table of ${model} is missing or differs from its definition (${code}): run migrations`,
      {
        cause: error,
      },
    )
  }
  if (code === uniqueViolation) {
    return new InvalidArgumentError(`${model}: another row has the same value in "${constraintOf(error)}"`, {
      cause: error,
    })
  }
  if (code.startsWith(dataException) || code === tooLong) {
    return new InvalidArgumentError(`${model}: a value is out of what the database can keep (${code})`, {
      cause: error,
    })
  }
  const retryable = !/^[0-9A-Z]{5}$/.test(code) || passing.some((prefix) => code.startsWith(prefix))
  return new DatabaseError(`the database refused: ${code}`, { cause: error, sqlState: code, retryable })
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function constraintOf(error: Error): string {
  return 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : 'unknown'
}

/** Undefined table, schema, column, object. */
const missing = new Set(['42P01', '3F000', '42703', '42704'])
const uniqueViolation = '23505'
/** Out of range, a text the encoding cannot hold, and the like. */
const dataException = '22'
/** Program limit exceeded: a value too long for its index. */
const tooLong = '54000'
/** Connection, transaction rollback, resources, operator intervention, system error, lock not available. */
const passing = ['08', '40', '53', '57', '58', '55P03']
