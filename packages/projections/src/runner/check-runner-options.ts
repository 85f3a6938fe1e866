import { ConfigurationError } from '@uno-ts/types'

/** Checks that each option is a whole number from 1. @throws ConfigurationError that names the first that is not */
export function checkRunnerOptions(options: Readonly<Record<string, number>>): void {
  for (const [path, value] of Object.entries(options)) {
    if (Number.isSafeInteger(value) && value >= 1) continue
    throw new ConfigurationError(`${path} must be a whole number from 1, found ${value}`, { path })
  }
}
