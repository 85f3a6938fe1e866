import { ConfigurationError, ValidationError, validationIssues, type Schema } from '@uno-ts/types'

/**
 * Checks an event's data against a schema and gives what the schema makes of it.
 *
 * @throws ValidationError listing every failing path
 * @throws ConfigurationError when the schema answers later: an append cannot wait for it
 */
export function validateEvent(schema: Schema, data: unknown, type: string): unknown {
  const result = schema['~standard'].validate(data)
  if ('then' in result) {
    result.catch(() => undefined) // nobody waits for it
    throw new ConfigurationError(`the schema of "${type}" answers later: an event's schema answers at once`)
  }
  if (result.issues === undefined) return result.value
  throw new ValidationError(type, validationIssues(result.issues))
}
