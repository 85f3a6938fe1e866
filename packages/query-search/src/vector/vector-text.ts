import type { Embedding, VectorMetric } from '@uno-ts/types'

/**
 * An embedding as pgvector reads it. Where only the angle counts, one so long or so short that products of its numbers
 * would leave single precision is made as long as one.
 *
 * @returns `undefined` for one without a direction: it is like nothing, and never stored or asked for
 */
export function vectorText(embedding: Embedding, metric: VectorMetric): string | undefined {
  let greatest = 0
  for (const value of embedding) greatest = Math.max(greatest, Math.abs(value))
  if (greatest === 0 || (metric !== 'cosine' && greatest < leastOfSingle)) return undefined
  const isUsual = metric !== 'cosine' || (greatest > 1e-10 && greatest < 1e10)
  return isUsual ? `[${embedding.join(',')}]` : `[${asLongAsOne(embedding, greatest).join(',')}]`
}

/** What single precision takes for more than zero. */
const leastOfSingle = 1.2e-38

function asLongAsOne(embedding: Embedding, greatest: number): readonly number[] {
  let squares = 0
  for (const value of embedding) squares += (value / greatest) ** 2
  const length = Math.sqrt(squares)
  return Array.from(embedding, (value) => Math.fround(value / greatest / length))
}
