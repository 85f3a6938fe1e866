/** Somebody with something to write. */
interface Writer {
  flush(): void
}

/** Has its writers write at the end of the event loop's turn: what the turn has brought goes out together. */
export class WriteTurn {
  #writers: Writer[] = []

  /** Has this one write when the turn ends. */
  add(writer: Writer): void {
    this.#writers.push(writer)
    if (this.#writers.length === 1) setImmediate(() => this.#end())
  }

  #end(): void {
    const writers = this.#writers
    this.#writers = []
    for (const writer of writers) writer.flush()
  }
}
