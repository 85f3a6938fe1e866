import { origin, type LiveAnswer, type LiveSubscribeOptions } from '@uno-ts/types'
import type { BulletinReader } from './bulletin.ts'
import { isPassing } from './is-passing.ts'
import type { SharedQuery } from './shared-query.ts'

/** Follows a query that is found, or opened, with the first answer that is asked for, and left with the last. */
export async function* subscription<Result>(
  find: () => SharedQuery<Result>,
  { minPosition = origin, onError, signal }: LiveSubscribeOptions,
): AsyncGenerator<LiveAnswer<Result>> {
  signal?.throwIfAborted()
  const reader: BulletinReader = { minPosition, answersRead: 0, failuresRead: 0, wake: () => undefined }
  const look = (): void => reader.wake()
  const query = find()
  const bulletin = query.enter(reader)
  signal?.addEventListener('abort', look)
  try {
    for (;;) {
      signal?.throwIfAborted()
      if (bulletin.end !== undefined) return endWith(bulletin.end)
      const failure = bulletin.takeFailure(reader)
      if (failure !== undefined) {
        if (onError !== undefined) onError(failure.error)
        else if (reader.answersRead === 0 || !isPassing(failure.error)) throw failure.error
      }
      const answer = bulletin.takeAnswer(reader)
      if (answer === undefined) await new Promise<void>((resolve) => (reader.wake = resolve))
      else yield answer
    }
  } finally {
    signal?.removeEventListener('abort', look)
    query.leave(reader)
  }
}

function endWith(end: { readonly error?: unknown }): void {
  if ('error' in end) throw end.error
}
