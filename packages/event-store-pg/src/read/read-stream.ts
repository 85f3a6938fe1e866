import type { ReadStreamOptions, RecordedEvent, StreamId } from '@uno-ts/types'
import { checkSizes } from './check-sizes.ts'
import { decodeRows } from './decode-rows.ts'
import { eventColumns } from './event-row.ts'
import type { EventSource } from './event-source.ts'
import { queryEvents } from './query-events.ts'
import { readAhead } from './read-ahead.ts'

/** A page of a stream, and what is to be read after it. */
interface StreamPage extends StreamRange {
  readonly events: readonly RecordedEvent[]
  readonly atEnd: boolean
}

interface StreamRange {
  readonly low: number
  readonly high: number
  /** How many stored events are wanted. */
  readonly left: number
}

/** Reads one stream by pages of versions; no connection is held between them. */
export async function* readStream(
  source: EventSource,
  streamId: StreamId,
  options: ReadStreamOptions,
): AsyncGenerator<RecordedEvent> {
  const { direction = 'forward', limit = Number.MAX_SAFE_INTEGER, batchSize = 1_000, asOf, signal } = options
  checkSizes(options)
  const backward = direction === 'backward'
  const statement = source.statement(
    `select ${eventColumns} from ${source.schema}.stream_events e
     where e.tenant_id = $1 and e.stream_id = $2 and e.stream_version between $3 and $4
       ${asOf === undefined ? '' : "and e.recorded_at < $6::timestamptz + interval '1 millisecond'"}
     order by e.stream_version ${backward ? 'desc' : 'asc'} limit $5`,
  )
  const pageOf = async ({ low, high, left }: StreamRange): Promise<StreamPage> => {
    const size = Math.min(left, batchSize)
    const values = [source.tenant, streamId, low, high, size, ...(asOf === undefined ? [] : [asOf])]
    const rows = await queryEvents(source.connection, statement, { values, signal })
    // Upcasting goes the way the events went, whichever way they are read.
    const events = await decodeRows(source, backward ? rows.toReversed() : rows, { signal })
    const last = Number(rows.at(-1)?.[2])
    return {
      events: backward ? events.toReversed() : events,
      atEnd: rows.length < size,
      low: backward ? low : last + 1,
      high: backward ? last - 1 : high,
      left: left - rows.length,
    }
  }
  const whole: StreamPage = {
    events: [],
    atEnd: false,
    low: Math.max(1, (backward ? options.to : options.from) ?? 1),
    high: (backward ? options.from : options.to) ?? Number.MAX_SAFE_INTEGER,
    left: limit,
  }
  const next = (previous = whole): Promise<StreamPage> | undefined =>
    previous.atEnd || previous.left <= 0 || previous.low > previous.high ? undefined : pageOf(previous)

  for await (const { events } of readAhead(next, { concurrent: options.transaction === undefined })) {
    for (const event of events) yield event
  }
}
