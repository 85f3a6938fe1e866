import { InvalidArgumentError, type PageRequest } from '@uno-ts/types'

/** @throws InvalidArgumentError when the request contradicts itself or asks for too much */
export function checkPageRequest({ limit = 50, offset, after, before }: PageRequest): void {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 1000) {
    throw new InvalidArgumentError(`"limit" is a whole number from 1 to 1000, found ${limit}`)
  }
  if (offset !== undefined && !(Number.isSafeInteger(offset) && offset >= 0)) {
    throw new InvalidArgumentError(`"offset" is a whole number from 0, found ${offset}`)
  }
  const ways = Object.entries({ after, before, offset }).filter(([, value]) => value !== undefined)
  if (ways.length > 1) {
    throw new InvalidArgumentError(
      `a page starts in one way, found ${ways.map(([name]) => `"${name}"`).join(' and ')}`,
    )
  }
}
