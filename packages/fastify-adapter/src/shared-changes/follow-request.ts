import type { GlobalPosition } from '@uno-ts/types'
import type { Positioned } from '../changes-route/change-message.ts'

/** What a source is asked for, and a follower asks for. */
export interface FollowRequest {
  /** Only what comes after it; `undefined` for what happens from now on. */
  readonly after?: GlobalPosition | undefined
  /** Aborted when nobody follows any more: the iterable must end then. */
  readonly signal: AbortSignal
}

/** Gives changes in the order of their positions, none twice, until its signal is aborted. */
export type FollowedSource<Change extends Positioned> = (request: FollowRequest) => AsyncIterable<Change>
