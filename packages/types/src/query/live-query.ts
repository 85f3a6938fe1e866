import type { GlobalPosition } from '../identity/global-position.ts'

/** A result of a live query, and what it knows. */
export interface LiveAnswer<Result> {
  /** Shared by everybody who asks the same: do not change it. */
  readonly result: Result
  /** What the projections it reads had handled up to here is in it. It falls only where one is rebuilt in place. */
  readonly position: GlobalPosition
}

/** How somebody follows a live query. */
export interface LiveSubscribeOptions {
  /**
   * The first answer knows at least this position: that of an answer before a break, or of a command whose effect must
   * be seen. Default: whatever there is.
   */
  readonly minPosition?: GlobalPosition | undefined
  /**
   * Hears what an evaluation threw, while the subscription goes on with the last answer. Default: the subscription
   * throws it, unless it has had an answer and the error is retryable.
   */
  readonly onError?: ((error: unknown) => void) | undefined
  /** Ends the subscription, by throwing its reason. Default: nobody does. */
  readonly signal?: AbortSignal | undefined
}

/** A query whose result is pushed again when what it reads has changed: the first result at once, then changes. */
export interface LiveQuery<Result> {
  /**
   * Answers that differ from the one before, the newest when somebody was slow. It ends when the signal aborts, by
   * throwing its reason.
   */
  subscribe(options?: LiveSubscribeOptions): AsyncIterable<LiveAnswer<Result>>
}
