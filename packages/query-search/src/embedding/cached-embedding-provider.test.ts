import type { EmbeddingProvider } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { CachedEmbeddingProvider } from './cached-embedding-provider.ts'
import { MemoryEmbeddingCache } from './memory-embedding-cache.ts'

function counting(model = 'counting') {
  const asked: (readonly string[])[] = []
  const inner: EmbeddingProvider = {
    model,
    dimensions: 2,
    embed(texts) {
      asked.push(texts)
      return Promise.resolve(texts.map(({ length }) => [length, 1]))
    },
  }
  return { inner, asked }
}

describe('a provider of embeddings with a cache', () => {
  it('asks once for each text, within a call and later', async () => {
    const { inner, asked } = counting()
    const provider = new CachedEmbeddingProvider({ inner, cache: new MemoryEmbeddingCache() })
    const twice = [
      [1, 1],
      [2, 1],
      [1, 1],
    ]
    expect(await provider.embed(['a', 'bb', 'a'])).toEqual(twice)
    expect(await provider.embed(['a', 'bb', 'a'])).toEqual(twice)
    expect(await provider.embed(['bb', 'ccc'])).toEqual([
      [2, 1],
      [3, 1],
    ])
    expect(asked).toEqual([['a', 'bb'], ['ccc']])
    expect(await provider.embed([])).toEqual([])
  })

  it('keeps models apart, and forgets what was not asked for longest', async () => {
    const cache = new MemoryEmbeddingCache({ maxEntries: 2 })
    const one = counting('one')
    const other = counting('other')
    const embedAll = async (text: string) => {
      for (const { inner } of [one, other]) await new CachedEmbeddingProvider({ inner, cache }).embed([text])
    }
    await embedAll('a')
    await embedAll('a')
    expect([one.asked.length, other.asked.length]).toEqual([1, 1])
    await embedAll('b')
    await embedAll('a')
    expect([one.asked.length, other.asked.length]).toEqual([3, 3])
  })
})
