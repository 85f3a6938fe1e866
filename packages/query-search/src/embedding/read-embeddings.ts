import { EmbeddingError, type Embedding } from '@uno-ts/types'

/**
 * Reads the answer of an embeddings API: `{ data: [{ index, embedding }] }`, in whatever order.
 *
 * @throws EmbeddingError when it is something else
 */
export function readEmbeddings(model: string, answer: unknown): readonly Embedding[] {
  const { data } = (answer ?? {}) as { readonly data?: unknown } // any JSON has properties or none, but null
  if (!Array.isArray(data)) throw unlike(model, 'a list "data"')
  const embeddings: Embedding[] = []
  for (const [position, item] of (data as readonly unknown[]).entries()) {
    const { index = position, embedding } = (item ?? {}) as Record<string, unknown>
    if (typeof index !== 'number' || index in embeddings || !(index >= 0 && index < data.length)) {
      throw unlike(model, 'each "index" once')
    }
    if (!Array.isArray(embedding)) throw unlike(model, 'a list "embedding" in each of "data"')
    embeddings[index] = embedding as readonly number[] // whoever takes them checks their numbers
  }
  return embeddings
}

function unlike(model: string, expected: string): EmbeddingError {
  return new EmbeddingError(`the server of "${model}" gave an unknown answer: expected ${expected}`, {
    model,
  })
}
