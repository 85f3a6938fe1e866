import { InvalidArgumentError } from '@uno-ts/types'

/**
 * Looks at how many events are wanted, and how many at a time, before anything is read.
 *
 * @throws InvalidArgumentError when `limit` is not a whole number from 0 (or Infinity), or `batchSize` not one from 1
 */
export function checkSizes({
  limit = Number.POSITIVE_INFINITY,
  batchSize = 1,
}: {
  readonly limit?: number | undefined
  readonly batchSize?: number | undefined
}): void {
  if (!(limit === Number.POSITIVE_INFINITY || Number.isSafeInteger(limit)) || limit < 0) {
    throw new InvalidArgumentError(`limit is a whole number from 0, found ${limit}`)
  }
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new InvalidArgumentError(`batchSize is a whole number from 1, found ${batchSize}`)
  }
}
