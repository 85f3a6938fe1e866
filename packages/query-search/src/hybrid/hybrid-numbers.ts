import { InvalidArgumentError, type HybridRequest } from '@uno-ts/types'

const highest = 1000
/** Within these no share gets too small or too great for a float. */
const leastWeight = 0.001
const greatestWeight = 1000

/** The numbers of a request. */
export interface HybridNumbers {
  readonly limit: number
  readonly offset: number
  readonly depth: number
}

/** The numbers of a request, checked. @throws InvalidArgumentError naming one that is out of range */
export function hybridNumbers<Requests extends object>(
  { limit = 20, offset = 0, depth, weights = {} }: HybridRequest<Requests>,
  { defaultDepth }: { readonly defaultDepth: number },
): HybridNumbers {
  const numbers = { limit, offset, depth: depth ?? defaultDepth }
  checkWhole('limit', limit, highest)
  checkWhole('depth', numbers.depth, highest)
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new InvalidArgumentError(`offset is a whole number from 0, found ${offset}`)
  }
  for (const [name, weight] of Object.entries<number | undefined>(weights)) checkWeight(name, weight)
  return numbers
}

function checkWhole(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new InvalidArgumentError(`${name} is a whole number from 1 to ${most}, found ${value}`)
  }
}

function checkWeight(name: string, weight: number | undefined): void {
  if (weight === undefined || weight === 0 || (weight >= leastWeight && weight <= greatestWeight)) return
  throw new InvalidArgumentError(
    `the weight of ${name} is 0 or a number from ${leastWeight} to ${greatestWeight}, found ${weight}`,
  )
}
