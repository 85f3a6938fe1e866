import { origin, type GlobalPosition } from '@uno-ts/types'
import { unlessAborted } from '../waiting/unless-aborted.ts'

interface Waiting {
  readonly position: GlobalPosition
  readonly arrived: PromiseWithResolvers<void>
}

/** A position that others wait for: they are woken by its arrival, not by asking again and again. */
export class PositionWatch {
  #position: GlobalPosition = origin
  readonly #waiting = new Set<Waiting>()
  #failure: { readonly error: unknown } | undefined

  /** Where it stands. */
  get position(): GlobalPosition {
    return this.#position
  }

  /** Sets the position, back too, and wakes those who waited for it. */
  moveTo(position: GlobalPosition): void {
    this.#position = position
    for (const waiting of this.#waiting) if (waiting.position <= position) waiting.arrived.resolve()
  }

  /** Wakes everybody with an error, and refuses whoever asks from now on. */
  fail(error: unknown): void {
    this.#failure = { error }
    for (const { arrived } of this.#waiting) arrived.reject(error)
  }

  /** Takes a failure back. */
  recover(): void {
    this.#failure = undefined
  }

  /** Waits until the position is reached. @throws the failure, or the signal's reason */
  async reached(position: GlobalPosition, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (position <= this.#position) return
    if (this.#failure !== undefined) throw this.#failure.error
    const waiting = { position, arrived: Promise.withResolvers<void>() }
    this.#waiting.add(waiting)
    try {
      await unlessAborted(waiting.arrived.promise, signal)
    } finally {
      this.#waiting.delete(waiting)
    }
  }
}
