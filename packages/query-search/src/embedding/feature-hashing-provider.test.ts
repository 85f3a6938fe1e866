import { describe, expect, it } from 'vitest'
import { FeatureHashingProvider } from './feature-hashing-provider.ts'

const provider = new FeatureHashingProvider()

async function likeness(one: string, other: string): Promise<number> {
  const [a = [], b = []] = await provider.embed([one, other])
  return Array.from(a).reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
}

describe('feature hashing', () => {
  it('takes texts for alike that share words or parts of words, whatever their case', async () => {
    expect(await likeness('Red Lamp', 'red lamp')).toBeCloseTo(1, 5)
    const misspelt = await likeness('christmas lamp', 'chrismas lamp')
    expect(misspelt).toBeGreaterThan(await likeness('christmas lamp', 'christmas mug'))
    expect(await likeness('lamp', 'light')).toBeLessThan(0.4) // it is not semantic
  })

  it('gives the same text the same embedding in every process', async () => {
    const [embedding = []] = await new FeatureHashingProvider({ dimensions: 8 }).embed(['red lamp'])
    expect(Array.from(embedding, (value) => value.toFixed(3))).toMatchInlineSnapshot(`
      [
        "0.000",
        "-0.577",
        "0.000",
        "0.577",
        "0.000",
        "0.000",
        "0.000",
        "-0.577",
      ]
    `)
  })

  it('makes embeddings of length one, or zero where there is neither letter nor digit', async () => {
    const texts = [
      '',
      '!? 🙂',
      '\0',
      '\ud800',
      'ﬁx',
      '東京 タワー',
      'é',
      'a'.repeat(10_000),
      'x\u0301y',
      '١٢٣',
      '\u0301',
    ]
    const embeddings = await provider.embed(texts)
    const lengths = embeddings.map((embedding) => Math.round(Math.hypot(...embedding) * 1e4) / 1e4)
    const expected = texts.map((text) => (/[\p{L}\p{N}\p{M}]/u.test(text.normalize('NFKC')) ? 1 : 0))
    expect(lengths).toEqual(expected)
  })

  it.each([7, 2001, 1.5, Number.NaN])('has no %d dimensions', (dimensions) => {
    expect(() => new FeatureHashingProvider({ dimensions })).toThrow('from 8 to 2000')
  })
})
