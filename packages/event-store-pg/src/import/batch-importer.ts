import {
  ConcurrencyError,
  globalPosition,
  InvalidArgumentError,
  isUnoError,
  origin,
  type GlobalPosition,
  type StreamId,
  type TenantId,
} from '@uno-ts/types'
import type { Pool, PoolClient } from 'pg'
import { inTransaction } from '../transaction/in-transaction.ts'
import { beginImport } from './begin-import.ts'
import { copyRows } from './copy-rows.ts'
import { findKnownEvents, type KnownEvent } from './find-known-events.ts'
import type { ImportRow } from './import-row.ts'
import { insertRows } from './insert-rows.ts'
import { placeRows, streamCounts, versionsBefore } from './place-rows.ts'
import { unknownRows } from './unknown-rows.ts'

/** What {@link BatchImporter} is made of. */
export interface BatchImporterOptions {
  readonly pool: Pool
  /** Quoted. */
  readonly schema: string
  readonly tenant: TenantId
  readonly expectedVersion: 'no-stream' | 'any'
  readonly copy: boolean
  /** How long each statement of a batch may take once readers wait for it, and each pause between them. */
  readonly timeoutMs: number
}

/** What became of a batch. */
export interface ImportedBatch {
  readonly imported: number
  readonly known: number
  /** The highest of its events, written or known. */
  readonly globalPosition: GlobalPosition
}

/** How often a batch is tried when the connection breaks or a deadlock is broken. */
const mostAttempts = 4

const noEvents: ReadonlyMap<string, KnownEvent> = new Map()

/**
 * Writes batches, each in one transaction: all of it or nothing.
 *
 * A history that is new is written without asking which of its ids are known. When that fails, and when the outcome of a
 * commit is unknown, the batch is written once more without the events that are recorded already.
 */
export class BatchImporter {
  readonly #options: BatchImporterOptions
  /** Streams that this import has begun. */
  readonly #begun = new Set<string>()
  /** Whether the last batch had events that were known: then the next one is asked for at once. */
  #asks = false

  constructor(options: BatchImporterOptions) {
    this.#options = options
  }

  /** Says that a stream was begun by this import, or by the run that broke off. */
  begun(stream: StreamId): void {
    if (this.#options.expectedVersion === 'no-stream') this.#begun.add(stream)
  }

  /**
   * @throws ConcurrencyError when a stream exists that should begin
   * @throws StreamArchivedError when a stream is archived
   * @throws InvalidArgumentError when an id is recorded in another stream, or after events that are not recorded yet
   * @throws DatabaseError when the database stays away
   */
  async write(rows: readonly ImportRow[]): Promise<ImportedBatch> {
    let asks = this.#asks
    for (let attempt = 1; ; attempt++) {
      try {
        const batch = await inTransaction(this.#options.pool, (client) => this.#writeOn(client, rows, asks))
        for (const { streamId } of rows) this.begun(streamId)
        this.#asks = batch.known > 0
        return batch
      } catch (error) {
        if (attempt === mostAttempts || !mayPass(error, asks, rows)) throw idError(error)
        asks = true
      }
    }
  }

  async #writeOn(client: PoolClient, rows: readonly ImportRow[], asks: boolean): Promise<ImportedBatch> {
    const { schema, tenant } = this.#options
    const recorded = asks ? await findKnownEvents(client, schema, { tenant, rows }) : noEvents
    const fresh = asks ? unknownRows(rows, recorded) : rows
    let last = highest(recorded)
    if (fresh.length > 0) last = await this.#writeFresh(client, fresh, recorded)
    // What is known by an id that was made for this import was written by it, before the connection broke.
    const isFresh = new Set(fresh)
    const known = asks ? rows.filter((row) => !row.ownId && !isFresh.has(row)).length : 0
    return { imported: rows.length - known, known, globalPosition: globalPosition(last) }
  }

  /** Writes rows that are not recorded, and tells the last one's position. */
  async #writeFresh(
    client: PoolClient,
    rows: readonly ImportRow[],
    recorded: ReadonlyMap<string, KnownEvent>,
  ): Promise<bigint> {
    const { schema, tenant, copy, timeoutMs } = this.#options
    const counts = streamCounts(rows)
    const places = await beginImport(client, schema, { tenant, rows, counts, timeoutMs })
    const before = versionsBefore(counts, places)
    this.#mustBegin(before, recorded)
    const placed = placeRows(rows, before, places)
    if (copy) await copyRows(client, schema, { tenant, placed })
    else await insertRows(client, schema, { tenant, placed })
    return places.positions.at(-1) ?? origin
  }

  /** Where every stream should begin, one that exists was begun by this import or is known by its events. */
  #mustBegin(before: ReadonlyMap<StreamId, number>, recorded: ReadonlyMap<string, KnownEvent>): void {
    if (this.#options.expectedVersion === 'any') return
    const known = new Set([...recorded.values()].map((event) => event.streamId))
    for (const [streamId, actual] of before) {
      if (actual === 0 || this.#begun.has(streamId) || known.has(streamId)) continue
      throw new ConcurrencyError({ streamId, expected: 'no-stream', actual })
    }
  }
}

/** Whether another attempt, which leaves out known events, may succeed. */
function mayPass(error: unknown, asked: boolean, rows: readonly ImportRow[]): boolean {
  if (isUnoError(error, 'ERR_DATABASE') && error.retryable) return true
  if (rows.every(({ ownId }) => ownId)) return false
  if (isKnownId(error)) return true
  return !asked && (isUnoError(error, 'ERR_CONCURRENCY') || isUnoError(error, 'ERR_STREAM_ARCHIVED'))
}

function highest(recorded: ReadonlyMap<string, KnownEvent>): bigint {
  let position: bigint = origin
  for (const event of recorded.values()) if (event.position > position) position = event.position
  return position
}

function isKnownId(error: unknown): boolean {
  if (!isUnoError(error, 'ERR_DATABASE') || !(error.cause instanceof Error)) return false
  return 'constraint' in error.cause && error.cause.constraint === 'events_id'
}

function idError(error: unknown): unknown {
  if (!isKnownId(error)) return error
  return new InvalidArgumentError('an event id of the history is recorded already', { cause: error })
}
