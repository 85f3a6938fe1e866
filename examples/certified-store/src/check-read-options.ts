import { InvalidArgumentError } from '@uno-ts/types'

/** @throws InvalidArgumentError when `limit` is not a whole number from 0 (or Infinity), or `batchSize` not one from 1 */
export function checkReadOptions({
  limit = Infinity,
  batchSize = 1,
}: {
  readonly limit?: number | undefined
  readonly batchSize?: number | undefined
}): void {
  if (limit !== Infinity && !(Number.isSafeInteger(limit) && limit >= 0)) {
    throw new InvalidArgumentError(`"limit" is a whole number from 0, found ${limit}`)
  }
  if (!(Number.isSafeInteger(batchSize) && batchSize >= 1)) {
    throw new InvalidArgumentError(`"batchSize" is a whole number from 1, found ${batchSize}`)
  }
}

/** @throws InvalidArgumentError when a page of no events is asked for */
export function checkPageSize(limit: number): void {
  if (Number.isSafeInteger(limit) && limit >= 1) return
  throw new InvalidArgumentError(`the "limit" of a page is a whole number from 1, found ${limit}`)
}
