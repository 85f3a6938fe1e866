import type { GlobalPosition } from '@uno-ts/types'
import { unlessAborted } from '../waiting/unless-aborted.ts'
import type { PageBuffer } from './page-buffer.ts'

/** How long the reader in front waits for those close behind, in milliseconds. */
const patienceMs = 250

/** How much lies between readers at most. */
export interface ReaderQueueOptions {
  readonly buffer: PageBuffer
  /** The most events between the first reader and the last one it waits for. */
  readonly longest: number
}

/**
 * Keeps readers together: who is in front waits a moment before it pushes pages out of the buffer that others are about
 * to need. It waits only once for each: who is too slow is left behind until it has come to the end of the log.
 */
export class ReaderQueue {
  readonly #buffer: PageBuffer
  readonly #longest: number
  readonly #positions = new Map<object, GlobalPosition>()
  readonly #leftBehind = new Set<object>()
  #moved: PromiseWithResolvers<void> = Promise.withResolvers()

  constructor({ buffer, longest }: ReaderQueueOptions) {
    this.#buffer = buffer
    this.#longest = longest
  }

  /** Says where a reader stands. */
  stand(reader: object, position: GlobalPosition): void {
    this.#positions.set(reader, position)
    this.#tell()
  }

  /** Says that a reader has come to the end of the log: the others wait for it again. */
  arrive(reader: object): void {
    this.#leftBehind.delete(reader)
  }

  /** Says that a reader reads no more. */
  leave(reader: object): void {
    this.#positions.delete(reader)
    this.#leftBehind.delete(reader)
    this.#tell()
  }

  /** Tells whether readers that are waited for are so far behind a position that they need all the buffer. */
  isStretched(position: GlobalPosition): boolean {
    return this.#last(position).length > 0
  }

  /** Waits until the queue is not stretched, or has been for too long. @throws the signal's reason */
  async close(position: GlobalPosition, signal: AbortSignal): Promise<void> {
    if (!this.isStretched(position)) return
    const patience = AbortSignal.timeout(patienceMs)
    const either = AbortSignal.any([signal, patience])
    while (this.isStretched(position) && !either.aborted) {
      await unlessAborted(this.#moved.promise, either).catch(() => undefined)
    }
    signal.throwIfAborted()
    for (const reader of this.#last(position)) this.#leftBehind.add(reader)
  }

  #last(position: GlobalPosition): readonly object[] {
    const last: object[] = []
    for (const [reader, at] of this.#positions) {
      if (at >= position || this.#leftBehind.has(reader)) continue
      if ((this.#buffer.eventsBetween(at, position) ?? 0) > this.#longest) last.push(reader)
    }
    return last
  }

  #tell(): void {
    const moved = this.#moved
    this.#moved = Promise.withResolvers()
    moved.resolve()
  }
}
