/** Ends the waits of a loop, so that it looks at what is wanted of it now. */
export class Interruption {
  #controller = new AbortController()

  /** Aborts at the next {@link Interruption.interrupt}; take it before looking at what is wanted. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Ends the waits of now; those that begin later are not touched. */
  interrupt(): void {
    const interrupted = this.#controller
    this.#controller = new AbortController()
    interrupted.abort(new Error('the wait was interrupted'))
  }
}
