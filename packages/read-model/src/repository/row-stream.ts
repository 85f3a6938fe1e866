import type { FoundRows } from './found-rows.ts'

const over = { done: true, value: undefined } as const

/**
 * The rows of pages, each decoded as it is taken. It is an iterator and no generator, because every row comes this way: a
 * generator has three promises a row, this has one. As with a generator nothing is read before the first step, steps
 * that are asked for together are taken one after the other, and an error ends it.
 */
export class RowStream<Row> implements AsyncIterableIterator<Row, undefined> {
  readonly #open: () => AsyncGenerator<FoundRows<Row>, void, undefined>
  readonly #signal: AbortSignal | undefined
  #pages: AsyncGenerator<FoundRows<Row>, void, undefined> | undefined
  #page: FoundRows<Row> | undefined
  #index = 0
  #hasEnded = false
  /** The last of the steps that must wait. */
  #waiting: Promise<unknown> | undefined

  constructor(open: () => AsyncGenerator<FoundRows<Row>, void, undefined>, signal: AbortSignal | undefined) {
    this.#open = open
    this.#signal = signal
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Row, undefined>> {
    const page = this.#page
    if (page === undefined || this.#index >= page.length || this.#signal?.aborted || this.#waiting) {
      return this.#afterOthers(() => this.#step())
    }
    try {
      return Promise.resolve({ done: false, value: page.row(this.#index++) })
    } catch (error) {
      return this.#afterOthers(() => this.#fail(error))
    }
  }

  return(): Promise<IteratorResult<Row, undefined>> {
    return this.#afterOthers(() => this.#end())
  }

  async #afterOthers<Result>(step: () => Promise<Result>): Promise<Result> {
    const running = this.#waiting === undefined ? step() : this.#waiting.then(step)
    const settled = running.then(ignore, ignore)
    this.#waiting = settled
    try {
      return await running
    } finally {
      if (this.#waiting === settled) this.#waiting = undefined
    }
  }

  async #step(): Promise<IteratorResult<Row, undefined>> {
    if (this.#hasEnded) return over
    try {
      for (;;) {
        if (this.#page !== undefined && this.#index < this.#page.length) {
          this.#signal?.throwIfAborted()
          return { done: false, value: this.#page.row(this.#index++) }
        }
        this.#pages ??= this.#open()
        const { done, value } = await this.#pages.next()
        if (done === true) return await this.#end()
        this.#page = value
        this.#index = 0
      }
    } catch (error) {
      return this.#fail(error)
    }
  }

  async #fail(error: unknown): Promise<never> {
    await this.#end()
    throw error
  }

  async #end(): Promise<IteratorResult<Row, undefined>> {
    this.#hasEnded = true
    this.#page = undefined
    await this.#pages?.return()
    return over
  }
}

function ignore(): void {}
