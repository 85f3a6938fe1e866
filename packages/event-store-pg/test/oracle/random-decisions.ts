import type { Event, EventQuery, EventQueryItem } from '@uno-ts/types'

const types = Array.from({ length: 6 }, (_, nr) => `Type${nr}`)
const tags = Array.from({ length: 24 }, (_, nr) => `tag:${nr}`)

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One to three items, each with types, tags or both. */
export function randomQuery(random: () => number): EventQuery {
  return { items: Array.from({ length: upTo(3, random) }, () => randomItem(random)) }
}

function randomItem(random: () => number): EventQueryItem {
  const shape = random()
  return {
    ...((shape < 0.08 || shape > 0.5) && { types: some(types, upTo(2, random), random) }),
    ...(shape >= 0.08 && { tags: some(tags, upTo(2, random), random) }),
  }
}

/** An event that carries its token, with up to three tags. */
export function randomEvent(token: string, random: () => number): Event {
  const count = Math.floor(random() * 4)
  return {
    type: some(types, 1, random)[0] ?? '',
    data: { token },
    ...(count > 0 && { tags: some(tags, count, random) }),
  }
}

/** From 1 to `most`. */
export function upTo(most: number, random: () => number): number {
  return 1 + Math.floor(random() * most)
}

function some(of: readonly string[], count: number, random: () => number): readonly string[] {
  const left = [...of]
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0] ?? '')
}
