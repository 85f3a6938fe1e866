/** A source of numbers that is the same for the same seed (mulberry32): samples must not differ from start to start. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** From 0 to just below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  /** One of the items; the first ones more often than the last. */
  favourite<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[Math.floor(this.next() ** 2 * items.length)] ?? items[0]
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability
  }
}
