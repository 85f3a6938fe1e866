import { globalPosition, type GlobalPosition } from '../identity/global-position.ts'
import type { ProjectionId } from '../identity/branded-ids.ts'

declare const brand: unique symbol

/** What a command hands its caller, so that a later query can wait for its effect. Opaque text, safe in a header. */
export type ConsistencyToken = string & { readonly [brand]: 'ConsistencyToken' }

/** Makes the token of a position. */
export function consistencyToken(position: GlobalPosition): ConsistencyToken {
  return `p${position}` as ConsistencyToken // the one place that makes them
}

/** The position in a token. @throws InvalidArgumentError when it is not a token of ours */
export function positionOf(token: string): GlobalPosition {
  return globalPosition(token.startsWith('p') ? token.slice(1) : 'not a token')
}

/** Waits until a projection has come as far as a position. */
export interface ConsistencyWaiter {
  /**
   * Resolves when everything up to `position` is in the projection's rows.
   *
   * @throws TimeoutError when it does not happen within `timeoutMs` (default 5,000)
   */
  waitFor(
    projectionId: ProjectionId,
    position: GlobalPosition,
    options?: { readonly timeoutMs?: number | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<void>
}
