import type { Positioned } from '../changes-route/change-message.ts'
import type { FollowedSource, FollowRequest } from './follow-request.ts'
import { Follower } from './follower.ts'
import { RecentChanges } from './recent-changes.ts'

/** What {@link SharedChanges} needs. */
export interface SharedChangesOptions<Change extends Positioned> {
  /** Gives changes in the order of their positions, none twice, until its signal is aborted. */
  readonly source: FollowedSource<Change>
  /** How many changes are kept for followers that come back or are slow. Default 1,000. */
  readonly keep?: number | undefined
}

/**
 * Follows one source for any number of followers, so that a thousand clients cost the database as much as one.
 *
 * Each follower gets every change after its position once and in order. One that lies further back than what is kept reads
 * the source for itself until it has caught up. Nothing is buffered for anybody but the changes that are kept. It follows
 * while somebody does; when the source fails, all its followers do, and the next one begins anew.
 *
 * @example
 * ```ts
 * import { channel, SharedChanges, webSocketRoute } from '@uno-ts/fastify-adapter'
 * import type { GlobalPosition, RecordedEvent } from '@uno-ts/types'
 *
 * type Follow = (request: { after?: GlobalPosition | undefined; signal: AbortSignal }) => AsyncIterable<RecordedEvent>
 *
 * export function eventsOverWebSocket(source: Follow) {
 *   const events = new SharedChanges({ source })
 *   const channels = { events: channel({ source: (request) => events.follow(request) }) }
 *   return webSocketRoute(channels, { url: '/live' })
 * }
 * ```
 */
export class SharedChanges<Change extends Positioned> {
  readonly #source: FollowedSource<Change>
  readonly #keep: number
  #following: Following<Change> | undefined

  constructor({ source, keep = 1_000 }: SharedChangesOptions<Change>) {
    this.#source = source
    this.#keep = keep
  }

  /** Changes after a position, or from now on, until the signal is aborted; then it ends. @throws what the source throws */
  follow({ after, signal }: FollowRequest): AsyncIterableIterator<Change> {
    let following: Following<Change> | undefined
    return new Follower({
      after,
      signal,
      source: this.#source,
      join: () => {
        following = this.#following ??= this.#begin()
        following.followers++
        return following.recent
      },
      leave: () => {
        if (following !== undefined && --following.followers === 0) this.#end(following)
      },
    })
  }

  #begin(): Following<Change> {
    const following = new Following<Change>(this.#keep)
    void following.run(this.#source).finally(() => this.#end(following))
    return following
  }

  #end(following: Following<Change>): void {
    following.stop.abort()
    if (this.#following === following) this.#following = undefined
  }
}

/** One run of the source, for all who follow meanwhile. */
class Following<Change extends Positioned> {
  readonly recent: RecentChanges<Change>
  readonly stop = new AbortController()
  followers = 0

  constructor(keep: number) {
    this.recent = new RecentChanges(keep)
  }

  async run(source: FollowedSource<Change>): Promise<void> {
    const { signal } = this.stop
    try {
      for await (const change of source({ after: undefined, signal })) this.recent.add(change)
      this.recent.finish({})
    } catch (error) {
      this.recent.finish({ error })
    }
  }
}
