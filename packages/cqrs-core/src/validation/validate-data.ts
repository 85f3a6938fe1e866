import { ValidationError, validationIssues, type Schema } from '@uno-ts/types'

/**
 * Checks a value against a schema of any library and gives the schema's output. It waits only for a schema that answers
 * later.
 *
 * @param subject - what is checked, for the error: a message's type
 * @throws {@link ValidationError} listing every failing path
 */
export function validateData(schema: Schema, data: unknown, subject: string): unknown {
  const checked = schema['~standard'].validate(data)
  return 'then' in checked ? checked.then((result) => outputOf(result, subject)) : outputOf(checked, subject)
}

function outputOf(result: Awaited<ReturnType<Schema['~standard']['validate']>>, subject: string): unknown {
  if (result.issues === undefined) return result.value
  throw new ValidationError(subject, validationIssues(result.issues))
}
