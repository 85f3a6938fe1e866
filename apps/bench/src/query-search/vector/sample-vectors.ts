import { uniform } from '../../measure/uniform.ts'

/** How many numbers a sample has. */
export const sampleDimensions = 128

/** Points in clusters, as embeddings are: the same for the same numbers. */
export function sampleVectors(count: number, seed: number): readonly Float32Array[] {
  const centres = Array.from({ length: 50 }, (_, nr) => normals(sampleDimensions, nr + 1))
  const random = uniform(seed)
  return Array.from({ length: count }, () => {
    const centre = centres[Math.floor(random() * centres.length)] ?? []
    const around = normals(sampleDimensions, Math.floor(random() * 2 ** 31))
    return Float32Array.from(centre, (value, index) => value + 0.8 * (around[index] ?? 0))
  })
}

/** The places of the `count` vectors that make the smallest angle with one, the smallest first. */
export function nearestByHand(
  vectors: readonly Float32Array[],
  asked: Float32Array,
  count: number,
): readonly number[] {
  const scores = vectors.map((vector, place) => ({ place, score: cosine(vector, asked) }))
  return scores
    .toSorted((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ place }) => place)
}

function cosine(a: Float32Array, b: Float32Array): number {
  let product = 0
  let squaresA = 0
  let squaresB = 0
  for (let index = 0; index < a.length; index++) {
    const x = a[index] ?? 0
    const y = b[index] ?? 0
    product += x * y
    squaresA += x * x
    squaresB += y * y
  }
  return product / Math.sqrt(squaresA * squaresB)
}

function normals(count: number, seed: number): readonly number[] {
  const random = uniform(seed)
  return Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  )
}
