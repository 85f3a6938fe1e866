import { origin, type GlobalPosition, type HeldSlice, type SliceMove, type SliceStatus } from '@uno-ts/types'

interface Held {
  readonly epoch: bigint
  /** Where the checkpoint stands. */
  saved: GlobalPosition
  /** Everything up to here is in the rows; what lies after `saved` did not concern the slice. */
  position: GlobalPosition
}

/** What the store says of slices that were thought to be held. */
export interface ConfirmedSlices {
  /** Somebody else has some of them. */
  readonly lost: boolean
  /** Some checkpoints stand elsewhere than they were left: a commit had no answer, or they were set back. */
  readonly moved: boolean
}

/**
 * The slices that one worker holds, each with its own place in the log: one that was taken over later stands further back
 * until it has caught up with the others.
 */
export class HeldSlices {
  readonly #held = new Map<number, Held>()

  /** How many there are. */
  get size(): number {
    return this.#held.size
  }

  /** Their numbers. */
  get numbers(): readonly number[] {
    return [...this.#held.keys()]
  }

  /** Their epochs, by number. */
  get epochs(): ReadonlyMap<number, bigint> {
    return new Map(Array.from(this.#held, ([slice, { epoch }]) => [slice, epoch]))
  }

  /** Where the one furthest back stands; the origin when there is none. */
  get position(): GlobalPosition {
    let least: GlobalPosition | undefined
    for (const { position } of this.#held.values()) {
      if (least === undefined || position < least) least = position
    }
    return least ?? origin
  }

  /** Where a slice stands; `undefined` when it is not held. */
  positionOf(slice: number): GlobalPosition | undefined {
    return this.#held.get(slice)?.position
  }

  /** Takes slices that were handed out. */
  take(slices: readonly HeldSlice[]): void {
    for (const { slice, epoch, position } of slices) {
      this.#held.set(slice, { epoch, saved: position, position })
    }
  }

  /** Forgets slices. */
  drop(slices: Iterable<number>): void {
    for (const slice of slices) this.#held.delete(slice)
  }

  /** Keeps what the store confirms; where a checkpoint stands elsewhere than expected, goes there. */
  confirm(memberId: string, status: readonly SliceStatus[]): ConfirmedSlices {
    const found = new Map(status.map((slice) => [slice.slice, slice]))
    const lost: number[] = []
    let moved = false
    for (const [slice, held] of this.#held) {
      const stored = found.get(slice)
      if (stored?.epoch !== held.epoch || (stored.holder ?? memberId) !== memberId) lost.push(slice)
      else if (stored.position !== held.saved) {
        held.saved = stored.position
        held.position = stored.position
        moved = true
      }
    }
    this.drop(lost)
    return { lost: lost.length > 0, moved }
  }

  /** Whether an event of a slice, at a position, is still to be handled here. */
  needs(slice: number, position: GlobalPosition): boolean {
    const held = this.#held.get(slice)
    return held !== undefined && position > held.position
  }

  /** The moves that bring checkpoints to a position: of these slices, or of all. */
  movesTo(position: GlobalPosition, slices: Iterable<number> = this.#held.keys()): readonly SliceMove[] {
    const moves: SliceMove[] = []
    for (const slice of slices) {
      const held = this.#held.get(slice)
      if (held === undefined) continue
      const to = position > held.position ? position : held.position
      if (to > held.saved) moves.push({ slice, from: held.saved, to, epoch: held.epoch })
    }
    return moves
  }

  /** Notes that checkpoints were moved. */
  saved(moves: readonly SliceMove[]): void {
    for (const { slice, to } of moves) {
      const held = this.#held.get(slice)
      if (held !== undefined) held.saved = to
    }
  }

  /** Everything up to a position has been handled. */
  advance(position: GlobalPosition): void {
    for (const held of this.#held.values()) if (position > held.position) held.position = position
  }
}
