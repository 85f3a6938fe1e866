import { isUnoError, type ConsistencyWaiter, type GlobalPosition, type ProjectionId } from '@uno-ts/types'

/** What is read, and how long it may take to be fresh. */
export interface ReadAfterOptions<Answer> {
  /** A runner, or anything else that can wait. */
  readonly waiter: ConsistencyWaiter
  /** The projection that keeps the rows. */
  readonly projectionId: ProjectionId
  /** What must be in the rows: where a command's append ended, or what its consistency token says. */
  readonly position: GlobalPosition
  /** Reads the rows. */
  readonly read: () => Promise<Answer>
  /**
   * What happens when the rows are not there in time. `'error'`: the TimeoutError is thrown. `'stale'`: the rows are read as
   * they are. A function computes the answer from the events, such as `liveProjection` does. Default `'error'`.
   */
  readonly onTimeout?: 'error' | 'stale' | (() => Promise<Answer>) | undefined
  /** Default 5,000. */
  readonly timeoutMs?: number | undefined
  /** Aborts while waiting, by throwing its reason. Default: nobody does. */
  readonly signal?: AbortSignal | undefined
}

/** An answer, with how it came about. */
export interface ReadAfterAnswer<Answer> {
  readonly answer: Answer
  /** `fresh`: the rows had come so far. `stale`: they had not. `live`: computed from the events. */
  readonly source: 'fresh' | 'stale' | 'live'
}

/**
 * Reads one's own writes: waits until a projection has come as far as a position, and then reads; or does what was chosen
 * when it takes too long. Woken by the commit, in whichever process it happens.
 *
 * @throws TimeoutError when it took too long and `onTimeout` is `'error'`: nothing was read, trying again is safe
 * @example
 * ```ts
 * import { readAfter, type ProjectionRunner } from '@uno-ts/projections'
 * import { positionOf, projectionId } from '@uno-ts/types'
 *
 * export async function orderOf(runner: ProjectionRunner, token: string, read: () => Promise<unknown>): Promise<unknown> {
 *   const options = { waiter: runner, projectionId: projectionId('orders'), position: positionOf(token) }
 *   const { answer, source } = await readAfter({ ...options, read, onTimeout: 'stale', timeoutMs: 500 })
 *   return { answer, isStale: source === 'stale' }
 * }
 * ```
 */
export async function readAfter<Answer>({
  waiter,
  projectionId,
  position,
  read,
  onTimeout = 'error',
  timeoutMs,
  signal,
}: ReadAfterOptions<Answer>): Promise<ReadAfterAnswer<Answer>> {
  try {
    await waiter.waitFor(projectionId, position, { timeoutMs, signal })
  } catch (error) {
    if (onTimeout === 'error' || !isUnoError(error, 'ERR_TIMEOUT')) throw error
    if (onTimeout === 'stale') return { answer: await read(), source: 'stale' }
    return { answer: await onTimeout(), source: 'live' }
  }
  return { answer: await read(), source: 'fresh' }
}
