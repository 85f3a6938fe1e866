import { InvalidArgumentError, type StreamId } from '@uno-ts/types'
import type { KnownEvent } from './find-known-events.ts'
import type { ImportRow } from './import-row.ts'

/**
 * Leaves out rows that are recorded, or come twice.
 *
 * @throws InvalidArgumentError when an id belongs to another stream, or a recorded event follows a new one of its stream
 */
export function unknownRows(
  rows: readonly ImportRow[],
  recorded: ReadonlyMap<string, KnownEvent>,
): readonly ImportRow[] {
  const streams = new Map([...recorded].map(([id, { streamId }]) => [id, streamId]))
  const grown = new Set<StreamId>()
  return rows.filter(({ id: given, streamId }) => {
    const id = given.toLowerCase() // as the database writes it
    const stream = streams.get(id)
    if (stream === undefined) {
      streams.set(id, streamId)
      grown.add(streamId)
      return true
    }
    if (stream !== streamId) {
      throw new InvalidArgumentError(`an event of stream "${streamId}" has an id that stream "${stream}" has`)
    }
    if (recorded.has(id) && grown.has(streamId)) {
      throw new InvalidArgumentError(
        `stream "${streamId}" has a recorded event after one that is not: the history is not the one imported before`,
      )
    }
    return false
  })
}
