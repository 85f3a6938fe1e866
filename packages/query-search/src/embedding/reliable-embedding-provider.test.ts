import { setImmediate } from 'node:timers/promises'
import { EmbeddingError, type Embedding, type EmbeddingProvider } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { ReliableEmbeddingProvider } from './reliable-embedding-provider.ts'

/** Answers with what it is told, and remembers what it was asked. */
function scripted(answer: (texts: readonly string[], call: number) => readonly Embedding[]) {
  const calls: (readonly string[])[] = []
  const inner: EmbeddingProvider = {
    model: 'scripted',
    dimensions: 2,
    embed: async (texts) => answer(texts, calls.push(texts)),
  }
  return { inner, calls }
}

const lengths = (texts: readonly string[]): readonly Embedding[] => texts.map(({ length }) => [length, 1])
const busy = (retryAfterMs?: number) =>
  new EmbeddingError('busy', { model: 'scripted', retryable: true, retryAfterMs })

describe('a reliable provider of embeddings', () => {
  it('asks in batches, and answers in the order of the texts', async () => {
    const { inner, calls } = scripted(lengths)
    const embeddings = await new ReliableEmbeddingProvider({ inner, batchSize: 2 }).embed(['a', 'bb', 'ccc'])
    expect(embeddings).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ])
    expect(calls).toEqual([['a', 'bb'], ['ccc']])
  })

  it('asks again while it may help, waiting longer each time and as long as it is asked to', async () => {
    const times: number[] = []
    const { inner } = scripted((texts, call) => {
      times.push(performance.now())
      if (call < 4) throw busy(call === 3 ? 60 : undefined)
      return lengths(texts)
    })
    await new ReliableEmbeddingProvider({ inner, retryDelayMs: 10 }).embed(['a'])
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    expect(waits.length).toBe(3)
    expect(waits[0]).toBeGreaterThan(4)
    expect(waits[1]).toBeGreaterThan(9)
    expect(waits[2]).toBeGreaterThan(58)
  })

  it('gives up in the end, and at once what cannot help', async () => {
    const always = scripted(() => {
      throw busy()
    })
    const patient = new ReliableEmbeddingProvider({ inner: always.inner, retries: 2, retryDelayMs: 1 })
    await expect(patient.embed(['a'])).rejects.toMatchObject({ code: 'ERR_EMBEDDING', retryable: true })
    expect(always.calls.length).toBe(3)
    const never = scripted(() => {
      throw new EmbeddingError('no such model', { model: 'scripted' })
    })
    await expect(new ReliableEmbeddingProvider({ inner: never.inner }).embed(['a'])).rejects.toThrow(
      'no such',
    )
    expect(never.calls.length).toBe(1)
  })

  it('waits no longer than its caller, whose reason it throws', async () => {
    const asked = Promise.withResolvers<void>()
    const { inner } = scripted(() => {
      asked.resolve()
      throw busy(60_000)
    })
    const controller = new AbortController()
    const embedding = new ReliableEmbeddingProvider({ inner }).embed(['a'], { signal: controller.signal })
    const reason = new Error('gone')
    await asked.promise
    await setImmediate() // it has been told to wait by then
    controller.abort(reason)
    await expect(embedding).rejects.toBe(reason)
  })

  it.each<[string, readonly Embedding[]]>([
    ['too few', []],
    [
      'too many',
      [
        [1, 2],
        [1, 2],
      ],
    ],
    ['of other dimensions', [[1, 2, 3]]],
    ['not a number', [[Number.NaN, 1]]],
    ['endless', [[1, Number.NEGATIVE_INFINITY]]],
    ['text', [['1', '2'] as unknown as readonly number[]]],
    ['out of range', [[1e16, 1]]],
  ])('takes nothing for an embedding that is none: %s', async (_, answer) => {
    const { inner, calls } = scripted(() => answer)
    const embedding = new ReliableEmbeddingProvider({ inner }).embed(['secret text'])
    await expect(embedding).rejects.toMatchObject({ code: 'ERR_EMBEDDING', retryable: false })
    await expect(embedding).rejects.not.toThrow('secret text')
    expect(calls.length).toBe(1)
  })
})
