import { defaultTenant, InvalidArgumentError, parseStreamId, uuidV7Source } from '@uno-ts/types'
import { quotedSchema } from '../schema/quoted-schema.ts'
import { BatchImporter } from './batch-importer.ts'
import type { ImportedEvent } from './imported-event.ts'
import type { ImportOptions, ImportProgress } from './import-options.ts'
import { importRow } from './import-row.ts'
import { readBatches, type ImportBatch } from './read-batches.ts'

/**
 * Imports a history in bulk, keeping its order, ids and times. Streams get their versions from the order of their events
 * and go on from where they are; positions are drawn as by every append, so no reader misses an event, and subscribers
 * find it within their polling interval.
 *
 * - **All or nothing** by batch. `onBatch` hears how far it is; a run that broke off is taken up with `skip`, or simply
 *   repeated when the events bring their ids: those that are recorded are left out.
 * - **Others go on.** Appends to other streams are not held up, unless a batch has more than 256 types and tags: then they
 *   wait for it. Readers of the whole log wait for the batch at most.
 *
 * @param events - in the order they happened; read once, one batch ahead of the database
 * @throws ConcurrencyError when a stream exists that should begin
 * @throws StreamArchivedError when a stream is archived
 * @throws InvalidArgumentError when an event cannot be recorded, or an id belongs to another event
 * @throws DatabaseError when the database stays away. In each case the batches before are written, this one is not
 * @example
 * ```ts
 * import { importEvents } from '@uno-ts/event-store-pg'
 * import type { EventStore } from '@uno-ts/types'
 * import { Pool } from 'pg'
 *
 * export async function copyStore(from: EventStore): Promise<void> {
 *   const { imported } = await importEvents(from.readAll(), { pool: new Pool(), expectedVersion: 'no-stream' })
 *   console.log(imported, 'events')
 * }
 * ```
 */
export async function importEvents(
  events: AsyncIterable<ImportedEvent> | Iterable<ImportedEvent>,
  options: ImportOptions,
): Promise<ImportProgress> {
  const { pool, expectedVersion, tenant = defaultTenant, skip = 0, signal, onBatch } = options
  const { copy = pool.options.max > 1, newId = uuidV7Source(), metadata, codec } = options
  const { batchSize = copy ? 10_000 : 1_000, batchCharacters = 16_000_000, batchTimeoutMs = 60_000 } = options
  const schema = quotedSchema(options.schema ?? 'uno')
  checkNumbers({ batchSize, batchCharacters, batchTimeoutMs, skip })

  const importer = new BatchImporter({
    pool,
    schema,
    tenant,
    expectedVersion,
    copy,
    timeoutMs: batchTimeoutMs,
  })
  let progress: ImportProgress = { read: skip, imported: 0, known: 0, globalPosition: undefined }
  const write = async ({ rows, read }: ImportBatch): Promise<void> => {
    signal?.throwIfAborted()
    const batch = await importer.write(rows)
    const { globalPosition = batch.globalPosition } = progress
    progress = {
      read,
      imported: progress.imported + batch.imported,
      known: progress.known + batch.known,
      globalPosition: batch.globalPosition > globalPosition ? batch.globalPosition : globalPosition,
    }
    await onBatch?.(progress)
  }

  const batches = readBatches(events, {
    skip,
    batchSize,
    batchCharacters,
    encode: (event) => importRow(event, { metadata, codec, newId }),
    skipped: (event) => importer.begun(parseStreamId(event.streamId)),
    signal,
  })
  // One batch is read while the one before it is written.
  let writing: Promise<void> = Promise.resolve()
  try {
    for await (const batch of batches) {
      await writing
      writing = write(batch)
      writing.catch(() => undefined) // the next await tells
    }
  } finally {
    await writing
  }
  return progress
}

function checkNumbers(
  numbers: Readonly<Record<'batchSize' | 'batchCharacters' | 'batchTimeoutMs' | 'skip', number>>,
): void {
  for (const [name, value] of Object.entries(numbers)) {
    const least = name === 'skip' ? 0 : 1
    if (!Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`${name} is a whole number from ${least}, found ${value}`)
    }
  }
}
