import type { Embedding, VectorMetric } from '@uno-ts/types'

/**
 * An embedding as pgvector reads it; of length one where only the angle counts, so that no distance of two is lost to
 * rounding.
 *
 * @returns `undefined` for one without a direction: it is like nothing, and never stored or asked for
 */
export function vectorText(embedding: Embedding, metric: VectorMetric): string | undefined {
  let greatest = 0
  for (const value of embedding) greatest = Math.max(greatest, Math.abs(value))
  if (greatest === 0) return undefined
  if (metric !== 'cosine') return greatest < leastOfSingle ? undefined : `[${embedding.join(',')}]`
  let squares = 0
  for (const value of embedding) squares += (value / greatest) ** 2
  const length = greatest * Math.sqrt(squares)
  return `[${Array.from(embedding, (value) => tidy(value / length)).join(',')}]`
}

/** What single precision takes for more than zero. */
const leastOfSingle = 1.2e-38

/** As many digits as single precision has, without those it would refuse as too small. */
function tidy(value: number): number {
  return Math.abs(value) < leastOfSingle ? 0 : Math.fround(value)
}
