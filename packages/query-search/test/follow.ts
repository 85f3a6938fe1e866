import type { LiveAnswer, LiveQuery, LiveSubscribeOptions } from '@uno-ts/types'

/** Somebody who follows a live query, and what he has got so far. */
export interface Follower<Result> {
  readonly answers: LiveAnswer<Result>[]
  readonly results: () => readonly Result[]
  /** Leaves, and waits until it is so. */
  readonly leave: () => Promise<void>
  /** Settles when the subscription ends, with what it threw. */
  readonly ended: Promise<unknown>
}

/** Follows a live query from now on. */
export function follow<Result>(
  query: LiveQuery<Result>,
  options: LiveSubscribeOptions = {},
): Follower<Result> {
  const leaving = new AbortController()
  const answers: LiveAnswer<Result>[] = []
  const ended = (async () => {
    try {
      for await (const answer of query.subscribe({ ...options, signal: leaving.signal })) answers.push(answer)
      return undefined
    } catch (error) {
      return error
    }
  })()
  return {
    answers,
    results: () => answers.map(({ result }) => result),
    async leave() {
      leaving.abort(new Error('left'))
      await ended
    },
    ended,
  }
}
