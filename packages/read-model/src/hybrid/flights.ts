/** Reads that are under way: who asks for the same key meanwhile gets the same answer, where it is known to hold for him too. */
export class Flights<Answer> {
  readonly #flights = new Map<string, Promise<ReadonlyMap<string, Answer>>>()

  /**
   * The answers to all keys: of reads that are under way, and of one for all others.
   *
   * A read that began before the caller came may have seen less than another process has written since. Unless its answer
   * `holds`, whoever joined it reads once more, together with all who did.
   */
  async join(
    keys: readonly string[],
    read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>,
    holds: (answer: Answer | undefined) => boolean,
  ): Promise<readonly (Answer | undefined)[]> {
    const joined = new Set(keys.filter((key) => this.#flights.has(key)))
    const answers = await this.#answers(keys, read)
    const doubtful = keys.filter((key, index) => joined.has(key) && !holds(answers[index]))
    if (doubtful.length === 0) return answers
    // What he joined has landed: what is under way now began after he came.
    const again = await this.#answers(doubtful, read)
    const later = new Map(doubtful.map((key, index) => [key, again[index]]))
    return keys.map((key, index) => (later.has(key) ? later.get(key) : answers[index]))
  }

  /** Whoever asks from now on reads anew; who waits gets what he asked for before. */
  forget(keys: readonly string[]): void {
    for (const key of keys) this.#flights.delete(key)
  }

  forgetAll(): void {
    this.#flights.clear()
  }

  #answers(
    keys: readonly string[],
    read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>,
  ): Promise<readonly (Answer | undefined)[]> {
    const missing = [...new Set(keys)].filter((key) => !this.#flights.has(key))
    if (missing.length > 0) this.#begin(missing, read(missing))
    return Promise.all(keys.map(async (key) => (await this.#flights.get(key))?.get(key)))
  }

  #begin(keys: readonly string[], flight: Promise<ReadonlyMap<string, Answer>>): void {
    for (const key of keys) this.#flights.set(key, flight)
    const land = () => {
      for (const key of keys) if (this.#flights.get(key) === flight) this.#flights.delete(key)
    }
    flight.then(land, land) // who waits for it hears of its failure
  }
}
