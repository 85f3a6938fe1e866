/** What waits, with its place in the order. */
interface Waiting<Item> {
  readonly item: Item
  /** When it would have come if it were of the first level: who has the least goes first. */
  readonly due: number
}

/**
 * What waits for its turn, in levels; 0 is the most urgent. Waiting makes urgent: after every `ageingMs` an item counts
 * one level more, so an item of level `n` is never overtaken by one that came more than `n * ageingMs` after it. Within
 * a level the first to come is the first to go.
 *
 * Ageing costs nothing: all grow older at the same pace, so the order of two items is decided when the later one comes.
 */
export class WaitingList<Item> {
  readonly #ageingMs: number
  readonly #levels: Waiting<Item>[][] = []
  #size = 0

  constructor(ageingMs: number) {
    this.#ageingMs = ageingMs
  }

  get size(): number {
    return this.#size
  }

  /** Adds an item that has come at `now`, in milliseconds. */
  add(item: Item, level: number, now: number): void {
    const same = (this.#levels[level] ??= [])
    same.push({ item, due: now + level * this.#ageingMs })
    this.#size++
  }

  /** Takes whose turn it is. */
  take(): Item | undefined {
    let first: Waiting<Item>[] | undefined
    for (const level of this.#levels) {
      const due = level?.[0]?.due // a level that nobody has used is a hole
      if (due !== undefined && due < (first?.[0]?.due ?? Infinity)) first = level
    }
    const taken = first?.shift()
    if (taken !== undefined) this.#size--
    return taken?.item
  }

  /** Takes an item out of the order. */
  remove(item: Item): void {
    for (const level of this.#levels) {
      const place = level?.findIndex((waiting) => waiting.item === item) ?? -1
      if (place === -1) continue
      level?.splice(place, 1)
      this.#size--
      return
    }
  }

  /** Takes everything, in no order. */
  clear(): readonly Item[] {
    const all = this.#levels.flatMap((level) => (level ?? []).map(({ item }) => item))
    this.#levels.length = 0
    this.#size = 0
    return all
  }
}
