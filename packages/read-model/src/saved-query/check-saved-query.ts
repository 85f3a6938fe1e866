import { InvalidArgumentError, type SavedQuery } from '@uno-ts/types'
import { parameterNames } from './bind-parameters.ts'
import { checkParameterSchema } from './parameter-schema.ts'

/**
 * Refuses a query that could never run.
 *
 * @throws InvalidArgumentError naming a parameter that is used and not described, or a limit out of range
 * @throws ConfigurationError naming a keyword of the schema that is not checked
 */
export function checkSavedQuery({ queryId, where, limit, parameters }: SavedQuery): void {
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= 1000)) {
    throw new InvalidArgumentError(`query ${queryId}: limit is a whole number from 1 to 1000, found ${limit}`)
  }
  if (parameters !== undefined) checkParameterSchema(parameters)
  const properties = parameters?.['properties']
  const described = new Set(typeof properties === 'object' ? Object.keys(properties ?? {}) : [])
  const missing = where && [...parameterNames(where)].find((name) => !described.has(name))
  if (missing !== undefined) {
    throw new InvalidArgumentError(`query ${queryId}: the parameter "${missing}" is used and not described`)
  }
}
