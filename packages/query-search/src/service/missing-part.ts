import { ConfigurationError } from '@uno-ts/types'

/** The error of a question that nobody was given to answer. */
export function missingPart(part: string, howToGetIt: string): ConfigurationError {
  return new ConfigurationError(`this query service has no ${part}: ${howToGetIt}`, { path: part })
}
