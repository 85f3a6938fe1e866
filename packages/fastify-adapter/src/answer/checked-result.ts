import { ConfigurationError, validationIssues, type AnyDefinition } from '@uno-ts/types'

/**
 * A result as the schema of its message gives it out: without what it does not name. No result at all is none still.
 *
 * @throws ConfigurationError naming the fields that do not fit: the handler is at fault, and what it did is done
 */
export async function checkedResult(definition: AnyDefinition, result: unknown): Promise<unknown> {
  if (result === undefined) return undefined
  const checked = await definition.resultSchema['~standard'].validate(result)
  if (checked.issues === undefined) return checked.value
  const places = validationIssues(checked.issues).map(({ path }) => path.join('.') || 'the whole')
  throw new ConfigurationError(
    `expected a result that fits the schema of ${definition.type}, found another at ${places.join(', ')}`,
  )
}
