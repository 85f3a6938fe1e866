import {
  InvalidArgumentError,
  type ReadStreamOptions,
  type RecordedEvent,
  type StreamId,
} from '@uno-ts/types'
import { decodeRows } from './decode-rows.ts'
import { eventColumns } from './event-row.ts'
import type { EventSource } from './event-source.ts'
import { queryEvents } from './query-events.ts'

/** Reads one stream by pages of versions; no connection is held between them. */
export async function* readStream(
  source: EventSource,
  streamId: StreamId,
  options: ReadStreamOptions,
): AsyncIterable<RecordedEvent> {
  const { direction = 'forward', limit = Number.MAX_SAFE_INTEGER, batchSize = 1_000, asOf, signal } = options
  if (limit < 0 || Number.isNaN(limit))
    throw new InvalidArgumentError(`limit is a number from 0, found ${limit}`)
  const backward = direction === 'backward'
  let low = Math.max(1, (backward ? options.to : options.from) ?? 1)
  let high = (backward ? options.from : options.to) ?? Number.MAX_SAFE_INTEGER
  let left = limit
  const statement = source.statement(
    `select ${eventColumns} from ${source.schema}.stream_events e
     where e.tenant_id = $1 and e.stream_id = $2 and e.stream_version between $3 and $4
       ${asOf === undefined ? '' : "and e.recorded_at < $6::timestamptz + interval '1 millisecond'"}
     order by e.stream_version ${backward ? 'desc' : 'asc'} limit $5`,
  )
  while (left > 0 && low <= high) {
    const size = Math.min(left, batchSize)
    const values = [source.tenant, streamId, low, high, size, ...(asOf === undefined ? [] : [asOf])]
    const rows = await queryEvents(source.connection, statement, { values, signal })
    // Upcasting goes the way the events went, whichever way they are read.
    const events = await decodeRows(source, backward ? rows.toReversed() : rows, { signal })
    yield* backward ? events.toReversed() : events
    if (rows.length < size) return
    left -= rows.length
    const last = Number(rows.at(-1)?.[2])
    if (backward) high = last - 1
    else low = last + 1
  }
}
