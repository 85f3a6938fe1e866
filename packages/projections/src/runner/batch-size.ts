/** How a {@link BatchSize} grows. */
export interface BatchSizeOptions {
  /** Where it begins. */
  readonly first: number
  /** Where it ends. */
  readonly most: number
}

/** A transaction that takes less than this may hold more events. */
const shortMs = 200
/** One that takes more should hold fewer, so that rows become visible and a stop is quick. */
const longMs = 1_000
const fewest = 10

/** How many events one transaction takes: more while they go fast, fewer when they go slowly. */
export class BatchSize {
  readonly #most: number
  #current: number

  constructor({ first, most }: BatchSizeOptions) {
    this.#most = most
    this.#current = Math.min(first, most)
  }

  /** The size for the next batch. */
  get current(): number {
    return this.#current
  }

  /** Learns from a batch. */
  learn(events: number, durationMs: number): void {
    if (durationMs > longMs)
      this.#current = Math.max(Math.min(fewest, this.#most), Math.floor(this.#current / 2))
    else if (durationMs < shortMs && events >= this.#current)
      this.#current = Math.min(this.#most, this.#current * 2)
  }
}
