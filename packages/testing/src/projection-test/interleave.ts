/** Random numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Mixes items of several keys; those of one key stay in their order. */
export function interleave<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  random: () => number,
): readonly Item[] {
  const left = Object.values(Object.groupBy(items, keyOf)).map((group) => [...(group ?? [])])
  const mixed: Item[] = []
  while (mixed.length < items.length) {
    // Drawn by what is left: every order is as likely as any other.
    let drawn = Math.floor(random() * (items.length - mixed.length))
    const group = left.find((each) => (drawn -= each.length) < 0)
    const next = group?.shift()
    if (next !== undefined) mixed.push(next)
  }
  return mixed
}
