import { InvalidArgumentError, type SearchRequest, type SuggestRequest } from '@uno-ts/types'

const matches = ['any', 'all', 'phrase', 'prefix']
const rankings = ['rarity', 'frequency', 'proximity']

/** The page of a search. @throws InvalidArgumentError naming what cannot be asked */
export function checkSearch({ match = 'any', ranking = 'rarity', limit = 20, offset = 0 }: SearchRequest): {
  readonly limit: number
  readonly offset: number
} {
  if (!matches.includes(match)) throw unknown('match', matches)
  if (!rankings.includes(ranking)) throw unknown('ranking', rankings)
  checkLimit(limit, 1000)
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new InvalidArgumentError(`offset is a whole number from 0, found ${offset}`)
  }
  return { limit, offset }
}

/** How many suggestions. @throws InvalidArgumentError naming a limit out of range */
export function checkSuggest({ limit = 10 }: SuggestRequest): number {
  checkLimit(limit, 100)
  return limit
}

function checkLimit(limit: number, highest: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= highest) return
  throw new InvalidArgumentError(`limit is a whole number from 1 to ${highest}, found ${limit}`)
}

function unknown(what: string, known: readonly string[]): InvalidArgumentError {
  return new InvalidArgumentError(`${what} is one of ${known.join(', ')}`)
}
