import { importEvents, migrate } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { parseStreamId } from '@uno-ts/types'
import type { Pool } from 'pg'
import { sampleEvent } from '../append/sample-event.ts'

/** The log that is read. */
export interface ReadHistory {
  readonly events: number
  readonly eventsAStream: number
  /** How many streams go on at a time: the rows of one lie apart, as they do where many write. Default 100. */
  readonly openStreams?: number | undefined
}

/** Names the streams of a history. */
export function historyStreams({ events, eventsAStream }: ReadHistory): readonly string[] {
  return Array.from({ length: events / eventsAStream }, (_, nr) => `order-${nr}`)
}

/** Makes the tables of the event store and fills them, then lets the server put its house in order. */
export async function writeHistory(pool: Pool, history: ReadHistory): Promise<void> {
  await migrate(pool, [eventStoreMigrations])
  await importEvents(eventsOf(history), { pool, expectedVersion: 'no-stream' })
  await pool.query('vacuum analyze')
}

function* eventsOf(history: ReadHistory) {
  const streams = historyStreams(history)
  const { openStreams = 100 } = history
  for (let first = 0; first < streams.length; first += openStreams) {
    for (let version = 1; version <= history.eventsAStream; version++) {
      for (const stream of streams.slice(first, first + openStreams)) {
        yield { ...sampleEvent(stream, version), streamId: parseStreamId(stream) }
      }
    }
  }
}
