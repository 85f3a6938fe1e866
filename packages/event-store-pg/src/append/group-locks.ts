import { everything, mostKeys } from './tag-locks.ts'

/**
 * The locks of plans that share a transaction. A transaction does not wait for itself, so what two plans could wait for
 * each other about must be kept apart: an exclusive key of one that is any key of another.
 */
export class GroupLocks {
  /** Whether a key is taken exclusively. */
  readonly #keys = new Map<number, boolean>()

  /** The locks of plans that do not clash. */
  static of(plans: readonly (readonly number[])[]): GroupLocks {
    const locks = new GroupLocks()
    for (const plan of plans) locks.add(plan)
    return locks
  }

  /** Takes in a plan's locks; `false`, and nothing is taken, when they clash with the others or are too many. */
  add(locks: readonly number[]): boolean {
    let more = 0
    for (const lock of locks) {
      const exclusive = this.#keys.get(Math.abs(lock))
      if (exclusive === undefined) more++
      else if (exclusive || lock < 0) return false
    }
    if (this.#keys.size > 0 && this.#keys.size + more > mostKeys + 1) return false
    for (const lock of locks) this.#keys.set(Math.abs(lock), lock < 0)
    return true
  }

  /** All of them, in the shape and order of {@link tagLocks}. */
  ordered(): readonly number[] {
    if (this.#keys.get(everything) === true) return [-everything]
    return [...this.#keys].toSorted(([a], [b]) => a - b).map(([key, exclusive]) => (exclusive ? -key : key))
  }
}
