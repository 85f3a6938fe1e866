/** Reads that are under way: who asks for the same key meanwhile gets the same answer. */
export class Flights<Answer> {
  readonly #flights = new Map<string, Promise<ReadonlyMap<string, Answer>>>()

  /** The answers to all keys: of reads that are under way, and of one for all others. */
  async join(
    keys: readonly string[],
    read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>,
  ): Promise<readonly (Answer | undefined)[]> {
    const missing = [...new Set(keys)].filter((key) => !this.#flights.has(key))
    if (missing.length > 0) this.#begin(missing, read(missing))
    return Promise.all(keys.map(async (key) => (await this.#flights.get(key))?.get(key)))
  }

  /** Whoever asks from now on reads anew; who waits gets what he asked for before. */
  forget(keys: readonly string[]): void {
    for (const key of keys) this.#flights.delete(key)
  }

  forgetAll(): void {
    this.#flights.clear()
  }

  #begin(keys: readonly string[], flight: Promise<ReadonlyMap<string, Answer>>): void {
    for (const key of keys) this.#flights.set(key, flight)
    const land = () => {
      for (const key of keys) if (this.#flights.get(key) === flight) this.#flights.delete(key)
    }
    flight.then(land, land) // who waits for it hears of its failure
  }
}
