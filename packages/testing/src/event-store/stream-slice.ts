import type { ReadStreamOptions } from '@uno-ts/types'
import type { StoredEvent } from './stored-event.ts'

/** The part of a stream that a read asks for, in its direction. */
export function streamSlice(
  stream: readonly StoredEvent[],
  options: ReadStreamOptions,
): readonly StoredEvent[] {
  const { direction = 'forward', from, to, limit, asOf } = options
  const [lowest = 1, highest = Infinity] = direction === 'forward' ? [from, to] : [to, from]
  const wanted = stream.filter(
    ({ streamVersion, recordedAt }) =>
      streamVersion >= lowest &&
      streamVersion <= highest &&
      (asOf === undefined || recordedAt <= asOf.getTime()),
  )
  return (direction === 'forward' ? wanted : wanted.toReversed()).slice(0, limit)
}
