import type { GlobalPosition } from '@uno-ts/types'
import { positionOfChange, type Positioned } from '../changes-route/change-message.ts'

/**
 * The last changes of a source, numbered from 0 in the order they came. At least `keep` of them are there, at most twice as
 * many.
 */
export class RecentChanges<Change extends Positioned> {
  readonly #keep: number
  readonly #kept: Change[] = []
  #waiting: (() => void)[] = []
  /** The number of the oldest that is kept. */
  #start = 0
  /** Behind it nothing is missing: the position of the last that was forgotten, else of the first. */
  #floor: GlobalPosition | undefined
  /** Before the first. */
  #origin: GlobalPosition | undefined
  #end: { readonly error?: unknown } | undefined

  constructor(keep: number) {
    this.#keep = keep
  }

  /** The number the next change will have. */
  get end(): number {
    return this.#start + this.#kept.length
  }

  /** Before the first change that came; `undefined` while none has. */
  get origin(): GlobalPosition | undefined {
    return this.#origin
  }

  /** The position of the last change; `undefined` while none has come. */
  get last(): GlobalPosition | undefined {
    const change = this.#kept.at(-1)
    return change && positionOfChange(change)
  }

  /** Adds the next change. */
  add(change: Change): void {
    const position = positionOfChange(change)
    this.#floor ??= position
    this.#origin ??= (position - 1n) as GlobalPosition // of a position from 1
    this.#kept.push(change)
    if (this.#kept.length > 2 * this.#keep) this.#forget()
    this.#wake()
  }

  /** No more will come. */
  finish(end: { readonly error?: unknown }): void {
    this.#end = end
    this.#wake()
  }

  /** The number of the first change behind a position; `undefined` when changes between may not be kept. */
  indexAfter(position: GlobalPosition): number | undefined {
    if (this.#floor === undefined || position < this.#floor) return undefined
    let low = 0
    let high = this.#kept.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const change = this.#kept[middle]
      if (change !== undefined && positionOfChange(change) <= position) low = middle + 1
      else high = middle
    }
    return this.#start + low
  }

  /** The change with a number, or `undefined` while it has not come. @throws the error the source ended in */
  at(index: number): Change | 'forgotten' | 'ended' | undefined {
    if (index < this.#start) return 'forgotten'
    const change = this.#kept[index - this.#start]
    if (change !== undefined || this.#end === undefined) return change
    if ('error' in this.#end) throw this.#end.error
    return 'ended'
  }

  /** Calls it once, when there is something new. */
  notify(wake: () => void): void {
    this.#waiting.push(wake)
  }

  #forget(): void {
    const gone = this.#kept.splice(0, this.#keep)
    this.#start += gone.length
    const last = gone.at(-1)
    if (last !== undefined) this.#floor = positionOfChange(last)
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }
}
