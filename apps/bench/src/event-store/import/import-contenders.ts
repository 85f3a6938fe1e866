import { pipeline } from 'node:stream/promises'
import { importEvents } from '@uno-ts/event-store-pg'
import { parseStreamId, uuidV7Source } from '@uno-ts/types'
import { from } from 'pg-copy-streams'
import { openHistoryTables } from './history-tables.ts'
import type { HistoryEvent, ImportContender } from './import-contender.ts'

/** `importEvents` with its defaults. */
export const unoTsImport: ImportContender = {
  name: 'uno-ts',
  open: (url) =>
    openHistoryTables(url, (pool) => (events) => {
      const history = events.map((event) => ({ ...event, streamId: parseStreamId(event.streamId) }))
      return importEvents(history, { pool, expectedVersion: 'no-stream' })
    }),
}

/** What the raw database does: one COPY through `pg-copy-streams`, into the same table with the same indexes. */
export const rawCopy: ImportContender = {
  name: 'raw copy',
  open: (url) =>
    openHistoryTables(url, (pool) => async (events) => {
      const client = await pool.connect()
      try {
        await pipeline(copyLines(events), client.query(from(copyEvents)))
      } finally {
        client.release()
      }
    }),
}

const copyEvents = `
  copy uno.events (tenant_id, global_position, stream_id, stream_version, event_id, type, schema_version, data, metadata)
  from stdin`

/** How many lines are handed to the stream at a time. */
const linesAChunk = 100

function* copyLines(events: readonly HistoryEvent[]): Iterable<string> {
  const newId = uuidV7Source()
  const versions = new Map<string, number>()
  let lines: string[] = []
  for (const [index, { streamId, type, data, metadata }] of events.entries()) {
    const version = (versions.get(streamId) ?? 0) + 1
    versions.set(streamId, version)
    const documents = `${escaped(JSON.stringify(data))}\t${escaped(JSON.stringify(metadata))}`
    lines.push(`default\t${index + 1}\t${streamId}\t${version}\t${newId()}\t${type}\t1\t${documents}\n`)
    if (lines.length < linesAChunk) continue
    yield lines.join('')
    lines = []
  }
  yield lines.join('')
}

function escaped(json: string): string {
  return json.replaceAll('\\', '\\\\')
}
