import { EmbeddingError, type Embedding, type EmbeddingModel } from '@uno-ts/types'

/** Beyond this, products of single-precision numbers could leave their range. */
const greatest = 1e15

/**
 * Takes embeddings for what they should be: one for each text, of the model's dimensions, of finite numbers.
 *
 * @throws EmbeddingError when they are not
 */
export function checkEmbeddings(
  { model, dimensions }: EmbeddingModel,
  texts: number,
  embeddings: readonly Embedding[],
): readonly Embedding[] {
  if (embeddings.length !== texts) {
    throw new EmbeddingError(`"${model}" gave ${embeddings.length} embeddings, expected ${texts}`, { model })
  }
  for (const embedding of embeddings) {
    const problem = embeddingProblem(embedding, dimensions)
    if (problem !== undefined)
      throw new EmbeddingError(`"${model}" gave an embedding that ${problem}`, { model })
  }
  return embeddings
}

/** Why numbers are no embedding of so many dimensions, or `undefined` when they are one. */
export function embeddingProblem(embedding: Embedding, dimensions: number): string | undefined {
  if (embedding.length !== dimensions) return `has ${embedding.length} dimensions, expected ${dimensions}`
  for (const value of embedding) {
    if (typeof value !== 'number' || !(Math.abs(value) <= greatest)) {
      return 'has something else than numbers from -1e15 to 1e15'
    }
  }
  return undefined
}
