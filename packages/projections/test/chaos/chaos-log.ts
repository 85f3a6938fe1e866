import { InMemoryEventStore } from '@uno-ts/testing'
import {
  globalPosition,
  parseStreamId,
  type Event,
  type EventPage,
  type GlobalPosition,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type StreamId,
  type SubscribeOptions,
} from '@uno-ts/types'
import type { Pool } from 'pg'
import { untilAborted } from '../../src/waiting/until-aborted.ts'

interface LogRow {
  readonly position: string
  readonly stream: string
  readonly version: number
}

const recordedAt = new Date(0)

/** How often the end of the log is looked at, in milliseconds. */
const pollMs = 25

/** A log in a table that one writer fills in order, read over the same bad connections as everything else. */
export class ChaosLog extends InMemoryEventStore {
  readonly #pool: Pool

  constructor(pool: Pool) {
    super()
    this.#pool = pool
  }

  override async head(): Promise<GlobalPosition> {
    const { rows } = await this.#pool.query<{ head: string }>(
      'select coalesce(max(position), 0) as head from chaos_log',
    )
    return globalPosition(rows[0]?.head ?? '0')
  }

  override async readPage<Recorded extends Event = Event>({
    after = globalPosition(0),
    limit = 500,
  }: ReadAllOptions = {}): Promise<EventPage<Recorded>> {
    const { rows } = await this.#pool.query<LogRow>(
      'select position, stream, version from chaos_log where position > $1 order by position limit $2',
      [String(after), limit],
    )
    const events = rows.map((row) => recorded<Recorded>(row))
    return { events, position: events.at(-1)?.globalPosition ?? after, atHead: rows.length < limit }
  }

  override async *subscribe<Recorded extends Event = Event>({
    from = 'origin',
    batchSize = 500,
    signal = new AbortController().signal,
  }: SubscribeOptions = {}): AsyncGenerator<EventPage<Recorded>, void, undefined> {
    let after = typeof from === 'bigint' ? from : globalPosition(0)
    for (;;) {
      signal.throwIfAborted()
      const page = await this.readPage<Recorded>({ after, limit: batchSize })
      if (page.position > after) yield page
      after = page.position
      if (page.atHead) await untilAborted(signal, pollMs)
    }
  }

  override async *readStream<Recorded extends Event = Event>(
    streamId: StreamId,
    { from = 1, to = 2 ** 31 - 1 }: ReadStreamOptions = {},
  ): AsyncGenerator<RecordedEvent<Recorded>, void, undefined> {
    const { rows } = await this.#pool.query<LogRow>(
      `select position, stream, version from chaos_log where stream = $1 and version between $2 and $3
       order by version`,
      [streamId, from, to],
    )
    for (const row of rows) yield recorded<Recorded>(row)
  }
}

/** Every event of the log is of one type and says nothing but where it stands. */
function recorded<Recorded extends Event>({ position, stream, version }: LogRow): RecordedEvent<Recorded> {
  const event: RecordedEvent = {
    type: 'Happened',
    data: {},
    id: position,
    schemaVersion: 1,
    tags: [],
    metadata: {},
    tenant: 'default',
    streamId: parseStreamId(stream),
    streamVersion: version,
    globalPosition: globalPosition(position),
    recordedAt,
  }
  return event as RecordedEvent<Recorded> // who reads this log knows its one type
}
