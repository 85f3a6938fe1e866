import { InvalidArgumentError, type Embedding, type EmbeddingProvider } from '@uno-ts/types'

/** How a {@link FeatureHashingProvider} hashes. */
export interface FeatureHashingProviderOptions {
  /** How many numbers an embedding has, 8 to 2,000. Default 256. */
  readonly dimensions?: number | undefined
}

/** What a word counts, and what three letters of one. */
const wordWeight = 1
const trigramWeight = 0.4

/**
 * Embeds texts by hashing their words and the trigrams of their letters: without a model, a network or anything to
 * install, and always alike.
 *
 * **It is not semantic.** Texts are near when they share words or parts of words, so that it finds `lamp` for `lamps` and
 * `chrismas` for `christmas`, but never `light` for `lamp`. Take a provider with a language model where meaning counts.
 *
 * @example
 * ```ts
 * import { FeatureHashingProvider } from '@uno-ts/query-search'
 *
 * const provider = new FeatureHashingProvider()
 * const [lamp, lamps] = await provider.embed(['red lamp', 'red lamps'])
 * console.log(lamp?.length, lamps?.length) // 256 256
 * ```
 */
export class FeatureHashingProvider implements EmbeddingProvider {
  readonly model: string
  readonly dimensions: number

  /** @throws InvalidArgumentError when `dimensions` is out of range */
  constructor({ dimensions = 256 }: FeatureHashingProviderOptions = {}) {
    if (!Number.isInteger(dimensions) || dimensions < 8 || dimensions > 2000) {
      throw new InvalidArgumentError(`dimensions is a whole number from 8 to 2000, found ${dimensions}`)
    }
    this.dimensions = dimensions
    this.model = `feature-hashing-1-${dimensions}`
  }

  embed(texts: readonly string[]): Promise<readonly Embedding[]> {
    return Promise.resolve(texts.map((text) => this.#embed(text)))
  }

  /** Zero for a text without a letter or digit; of length one else. */
  #embed(text: string): Embedding {
    const sums = new Float64Array(this.dimensions)
    for (const [feature, weight] of features(text)) {
      const hash = hashOf(feature)
      const place = (hash >>> 1) % this.dimensions
      sums[place] = (sums[place] ?? 0) + (hash & 1 ? weight : -weight) // collisions cancel out on average
    }
    const length = Math.hypot(...sums)
    return length === 0 ? new Float32Array(sums) : Float32Array.from(sums, (sum) => sum / length)
  }
}

/** The words of a text and the trigrams of each, with what they count: the more often, the more, but ever less. */
function features(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const [word] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    count(counts, word)
    const padded = Array.from(` ${word} `)
    for (let start = 0; start + 3 <= padded.length; start++) {
      count(counts, `#${padded.slice(start, start + 3).join('')}`)
    }
  }
  for (const [feature, times] of counts) {
    const weight = feature.startsWith('#') ? trigramWeight : wordWeight
    counts.set(feature, weight * (1 + Math.log(times)))
  }
  return counts
}

function count(counts: Map<string, number>, feature: string): void {
  counts.set(feature, (counts.get(feature) ?? 0) + 1)
}

/** FNV-1a over UTF-16, stirred so that the low bits depend on all of it. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
