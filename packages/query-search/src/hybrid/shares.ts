import type { Fusion } from '@uno-ts/types'

/** Fewer candidates are no sample of what else there is: beside them the rest stands at 0. */
const few = 20
/** What no source stands out by. */
const leastMean = 0.01

/** What each candidate of a source adds to its row, by their scores, the best first. */
export function sharesOf(
  scores: readonly number[],
  { fusion, rankConstant }: { readonly fusion: Fusion; readonly rankConstant: number },
): readonly number[] {
  switch (fusion) {
    case 'balanced':
      return balanced(scores)
    case 'weighted':
      return heights(scores, scores.at(-1) ?? 0)
    case 'reciprocal-rank':
      return scores.map((_, place) => 1 / (rankConstant + place + 1))
  }
}

/**
 * The height above the low tenth of the candidates, by the square of its mean: where the best stand out, the mean is low.
 *
 * nDCG@10 on Cranfield with 200 candidates each, BM25 .381 and the cosine of 128 dimensions .417 by themselves: .425, by
 * reciprocal ranks .423, by evened out scores .431. With queries of one word (.096 and .417): .418, .234 and .299; with half
 * of the queries' words unknown (.249 and .417): .386, .351 and .381; with vectors of 8 dimensions (.381 and .202): .396,
 * .354 and .384 (23 November 2026).
 */
function balanced(scores: readonly number[]): readonly number[] {
  const found = heights(scores, lowOf(scores))
  const mean = found.reduce((sum, height) => sum + height, 0) / Math.max(few, found.length)
  return found.map((height) => height / Math.max(leastMean, mean) ** 2)
}

function lowOf(scores: readonly number[]): number {
  const least = scores.at(-1) ?? 0
  if (scores.length < few) return Math.min(0, least)
  return scores[Math.ceil((scores.length - 1) * 0.9)] ?? least
}

/** 1 for the best and 0 for what is no better than `low`; where nothing is better, each is the best. */
function heights(scores: readonly number[], low: number): readonly number[] {
  const most = scores[0] ?? 0
  return scores.map((score) => (most > low ? Math.max(0, (score - low) / (most - low)) : 1))
}
