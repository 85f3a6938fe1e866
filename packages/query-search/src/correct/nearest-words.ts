import type { Correction } from '@uno-ts/types'
import { editDistance, editDistanceToBeginning } from './edit-distance.ts'

/** A word that no row holds. */
export interface MisspeltWord {
  readonly word: string
  /** Whether it may be the beginning of a longer word. */
  readonly unfinished: boolean
}

/** A word of the rows that looks like a misspelt one. */
export interface LikeWord {
  readonly word: string
  /** How often it stands in the texts looked at. */
  readonly times: number
}

const mostMeant = 3

/**
 * What was meant by a misspelt word: the nearest of the words that look like it, of several as near those that stand
 * there more often; `undefined` when none is near enough.
 */
export function nearestWords(
  { word, unfinished }: MisspeltWord,
  alike: readonly LikeWord[],
): Correction | undefined {
  const typed = word.toLowerCase()
  const distance = unfinished ? editDistanceToBeginning : editDistance
  const near = alike
    .map((like) => ({ ...like, distance: distance(typed, like.word) }))
    .filter((like) => like.distance <= allowed(typed.length))
  const least = Math.min(...near.map((like) => like.distance))
  const meant = near
    .filter((like) => like.distance === least)
    .toSorted((a, b) => b.times - a.times || (a.word < b.word ? -1 : 1))
    .slice(0, mostMeant)
  return meant.length === 0 ? undefined : { typed: word, meant: meant.map((like) => like.word) }
}

/** In long words people miss more letters. */
function allowed(length: number): number {
  if (length <= 5) return 1
  return length <= 10 ? 2 : 3
}
