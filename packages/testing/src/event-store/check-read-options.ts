import { InvalidArgumentError } from '@uno-ts/types'

/** @throws InvalidArgumentError when a number of events is not a whole number from 1 */
export function checkReadOptions(options: {
  readonly limit?: number | undefined
  readonly batchSize?: number | undefined
}): void {
  for (const name of ['limit', 'batchSize'] as const) {
    const value = options[name]
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1)) {
      throw new InvalidArgumentError(`"${name}" is a whole number from 1, found ${value}`)
    }
  }
}
