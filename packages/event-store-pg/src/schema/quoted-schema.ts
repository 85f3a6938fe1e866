import { InvalidArgumentError } from '@uno-ts/types'

/** A schema's name ready for SQL. @throws InvalidArgumentError unless it is a lower case identifier of at most 63 characters */
export function quotedSchema(schema: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new InvalidArgumentError(`a schema is a lower case identifier, found ${JSON.stringify(schema)}`)
  }
  return `"${schema}"`
}
