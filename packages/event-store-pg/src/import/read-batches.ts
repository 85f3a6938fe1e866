import { setImmediate as turn } from 'node:timers/promises'
import type { ImportedEvent } from './imported-event.ts'
import type { ImportRow } from './import-row.ts'

/** A run of events of the source, in its order. */
export interface ImportBatch {
  readonly rows: readonly ImportRow[]
  /** How many events the source has given when the batch ends. */
  readonly read: number
}

/** How many events are encoded before others get a turn, among them the batch that is being written. */
const eventsATurn = 200

/** Cuts a source into batches of encoded events. */
export async function* readBatches(
  events: AsyncIterable<ImportedEvent> | Iterable<ImportedEvent>,
  options: {
    readonly skip: number
    readonly batchSize: number
    readonly batchCharacters: number
    readonly encode: (event: ImportedEvent) => ImportRow
    /** Called with what is skipped. */
    readonly skipped: (event: ImportedEvent) => void
    readonly signal: AbortSignal | undefined
  },
): AsyncIterable<ImportBatch> {
  const { skip, batchSize, batchCharacters, encode, skipped, signal } = options
  let rows: ImportRow[] = []
  let characters = 0
  let read = 0
  for await (const event of events) {
    read++
    if (read % eventsATurn === 0) await turn()
    signal?.throwIfAborted()
    if (read <= skip) {
      skipped(event)
      continue
    }
    const row = encode(event)
    rows.push(row)
    characters += row.data.length + row.metadata.length
    if (rows.length >= batchSize || characters >= batchCharacters) {
      yield { rows, read }
      rows = []
      characters = 0
    }
  }
  if (rows.length > 0) yield { rows, read }
}
