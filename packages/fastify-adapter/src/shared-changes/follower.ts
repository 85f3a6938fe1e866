import type { GlobalPosition } from '@uno-ts/types'
import { positionOfChange, type Positioned } from '../changes-route/change-message.ts'
import type { FollowedSource, FollowRequest } from './follow-request.ts'
import type { RecentChanges } from './recent-changes.ts'

/** What a {@link Follower} needs. */
export interface FollowerOptions<Change extends Positioned> extends FollowRequest {
  readonly source: FollowedSource<Change>
  /** Called at the first step. */
  readonly join: () => RecentChanges<Change>
  /** Called once, when it has joined and has ended. */
  readonly leave: () => void
}

/** A follower's own reading of the source. */
interface OwnReading<Change> {
  readonly changes: AsyncIterator<Change>
  readonly stop: AbortController
}

const over = { done: true, value: undefined } as const

/**
 * One follower's way through changes: among those that are kept, or, where it lies further back, through the source itself.
 * It is an iterator and no generator, because every change takes this way once for each follower.
 */
export class Follower<Change extends Positioned> implements AsyncIterableIterator<Change> {
  readonly #options: FollowerOptions<Change>
  #recent: RecentChanges<Change> | undefined
  /** The position of the last change it was given, or began behind. */
  #place: GlobalPosition | undefined
  /** The number of its next change among those kept; `undefined` where it reads the source. */
  #next: number | undefined
  #own: OwnReading<Change> | undefined
  #hasEnded = false
  readonly #onAbort = (): void => this.#wake?.()
  #wake: (() => void) | undefined

  constructor(options: FollowerOptions<Change>) {
    this.#options = options
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Change, undefined>> {
    const { signal } = this.#options
    try {
      for (;;) {
        if (this.#isOver) break
        const recent = (this.#recent ??= this.#join())
        const change = this.#next === undefined ? await this.#fromSource(recent) : recent.at(this.#next)
        if (change === 'ended') break
        if (change === 'forgotten') this.#next = undefined
        else if (change === undefined) await this.#something(recent)
        else if (this.#isNew(change)) return { done: false, value: change }
      }
    } catch (error) {
      await this.return()
      if (signal.aborted) return over // a source may end by throwing the reason
      throw error
    }
    return this.return()
  }

  /**
   * Gives changes as they come, without a promise for each, for as long as they are among those that are kept and `take`
   * says that it can have more. Whatever there is then is for {@link next}.
   *
   * @throws what `take` throws, or the error the source ended in
   */
  flow(take: (change: Change) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        try {
          if (!this.#giveAll(take)) return resolve()
          this.#wake = go
          this.#recent?.notify(go)
        } catch (error) {
          reject(error)
        }
      }
      go()
    })
  }

  /** Gives all that is kept; whether there may be more of that. */
  #giveAll(take: (change: Change) => boolean): boolean {
    while (!this.#isOver) {
      const change = this.#next === undefined ? 'forgotten' : this.#recent?.at(this.#next)
      if (change === undefined) return true
      if (change === 'ended' || change === 'forgotten') return false
      if (this.#isNew(change) && !take(change)) return false
    }
    return false
  }

  async return(): Promise<IteratorResult<Change, undefined>> {
    if (this.#hasEnded) return over
    this.#hasEnded = true
    this.#options.signal.removeEventListener('abort', this.#onAbort)
    if (this.#recent !== undefined) this.#options.leave()
    await this.#leaveSource()
    return over
  }

  get #isOver(): boolean {
    return this.#options.signal.aborted || this.#hasEnded
  }

  #join(): RecentChanges<Change> {
    const { after, signal, join } = this.#options
    const recent = join()
    signal.addEventListener('abort', this.#onAbort)
    this.#place = after ?? recent.last
    this.#next = this.#place === undefined ? recent.end : recent.indexAfter(this.#place)
    return recent
  }

  /** Moves on; false for what whoever comes from another process has seen before it came here. */
  #isNew(change: Change): boolean {
    if (this.#next !== undefined) this.#next++
    const position = positionOfChange(change)
    if (this.#place !== undefined && position <= this.#place) return false
    this.#place = position
    return true
  }

  async #fromSource(recent: RecentChanges<Change>): Promise<Change | 'ended'> {
    this.#place ??= recent.origin
    const { done, value } = await (this.#own ??= this.#openSource()).changes.next()
    if (done === true) return 'ended'
    const next = recent.indexAfter(positionOfChange(value))
    if (next !== undefined) {
      await this.#leaveSource()
      this.#next = next - 1 // `#isNew` counts this change
    }
    return value
  }

  #openSource(): OwnReading<Change> {
    const { source, signal } = this.#options
    const stop = new AbortController()
    const changes = source({ after: this.#place, signal: AbortSignal.any([signal, stop.signal]) })
    return { stop, changes: changes[Symbol.asyncIterator]() }
  }

  async #leaveSource(): Promise<void> {
    const own = this.#own
    this.#own = undefined
    own?.stop.abort()
    await own?.changes.return?.().catch(() => undefined) // it may end by throwing the reason
  }

  #something(recent: RecentChanges<Change>): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
      recent.notify(resolve)
    })
  }
}
