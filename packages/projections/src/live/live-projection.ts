import {
  isUnoError,
  parseStreamId,
  type Event,
  type EventFilter,
  type EventStore,
  type RecordedEvent,
  type StreamId,
  type Tag,
  type TenantId,
} from '@uno-ts/types'
import { foldEvents, keysOfEvent } from '../fold/fold-events.ts'
import type { AnyFold, Fold } from '../fold/fold.ts'
import { adder, tallyColumns, type AddedRows, type TallyRow } from '../tally/add-up.ts'
import type { Tally } from '../tally/tally.ts'

/** Where a live projection finds its events. */
export interface LiveProjectionOptions {
  /** Where the events are. */
  readonly eventStore: EventStore
  /** Whose events. Default: the store's own tenant. */
  readonly tenant?: TenantId | undefined
  /**
   * Tags that all events of a key have, so that only those are read. Default: all events of the definition's types are read,
   * unless the key is the stream.
   */
  readonly tags?: ((key: string) => readonly Tag[]) | undefined
}

/** Rows that are computed when they are asked for: always as new as the log, and as slow as reading the events. */
export interface LiveProjection<Row> {
  /** The row of a key; `undefined` when there is none. The key of several columns is written with `/` between them. */
  get(key: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<Row | undefined>
  /** All rows, by key. */
  all(options?: { readonly signal?: AbortSignal | undefined }): Promise<ReadonlyMap<string, Row>>
}

/** A row of a tally: the columns of its key as text, and its numbers. */
export type LiveTallyRow = Readonly<Record<string, string | bigint | null>>

/**
 * Gives a fold or a tally its live life: no table, the events are folded on demand. Its rows are those that the table would
 * have when everything was in it. For what is asked for seldom, for one key at a time, or when rows are not new enough.
 *
 * @example
 * ```ts
 * import { liveProjection, type Fold } from '@uno-ts/projections'
 * import type { Event, EventStore } from '@uno-ts/types'
 *
 * export async function linesOf<Placed extends Event>(
 *   orders: Fold<Placed, { readonly lines: number }>,
 *   { eventStore, orderId }: { readonly eventStore: EventStore; readonly orderId: string },
 * ): Promise<number> {
 *   const row = await liveProjection(orders, { eventStore }).get(`order-${orderId}`)
 *   return row?.lines ?? 0
 * }
 * ```
 */
export function liveProjection<Events extends Event, Row>(
  fold: Fold<Events, Row>,
  options: LiveProjectionOptions,
): LiveProjection<Row>
export function liveProjection(tally: Tally, options: LiveProjectionOptions): LiveProjection<LiveTallyRow>
export function liveProjection(
  definition: AnyFold | Tally,
  options: LiveProjectionOptions,
): LiveProjection<unknown> {
  return 'sums' in definition ? new LiveTally(definition, options) : new LiveFold(definition, options)
}

interface Reading {
  readonly signal?: AbortSignal | undefined
}

/** How many events are folded at a time. */
const atOnce = 1_000

class LiveFold implements LiveProjection<object> {
  readonly #fold: AnyFold
  readonly #options: LiveProjectionOptions

  constructor(fold: AnyFold, options: LiveProjectionOptions) {
    this.#fold = fold
    this.#options = options
  }

  async get(key: string, { signal }: Reading = {}): Promise<object | undefined> {
    const rows = await this.#rows(eventsOfKey(this.#fold, this.#options, { key, signal }), (event) =>
      keysOfEvent(this.#fold, event).includes(key),
    )
    return rows.get(key)
  }

  async all({ signal }: Reading = {}): Promise<ReadonlyMap<string, object>> {
    return await this.#rows(allEvents(this.#fold, this.#options, { signal }))
  }

  async #rows(
    events: AsyncIterable<RecordedEvent>,
    matters: (event: RecordedEvent) => boolean = () => true,
  ): Promise<ReadonlyMap<string, object>> {
    const rows = new Map<string, object>()
    for await (const some of inParts(events, matters)) {
      for (const { key, row } of foldEvents(this.#fold, some, rows)) {
        if (row === null) rows.delete(key)
        else rows.set(key, row)
      }
    }
    const columns = Object.keys(this.#fold.table.columns)
    return new Map(Array.from(rows, ([key, row]) => [key, asInTable(row, columns)]))
  }
}

class LiveTally implements LiveProjection<LiveTallyRow> {
  readonly #tally: Tally
  readonly #options: LiveProjectionOptions

  constructor(tally: Tally, options: LiveProjectionOptions) {
    this.#tally = tally
    this.#options = options
  }

  async get(key: string, { signal }: Reading = {}): Promise<LiveTallyRow | undefined> {
    const matters = (event: RecordedEvent) => this.#tally.keys?.(event).includes(key) === true
    return (await this.#rows(eventsOfKey(this.#tally, this.#options, { key, signal }), matters)).get(key)
  }

  async all({ signal }: Reading = {}): Promise<ReadonlyMap<string, LiveTallyRow>> {
    return await this.#rows(allEvents(this.#tally, this.#options, { signal }))
  }

  async #rows(
    events: AsyncIterable<RecordedEvent>,
    matters: (event: RecordedEvent) => boolean = () => true,
  ): Promise<ReadonlyMap<string, LiveTallyRow>> {
    const addUp = adder(this.#tally)
    const added: AddedRows = new Map()
    for await (const some of inParts(events, matters)) addUp(some, added)
    return new Map(addUp([], added).map((row) => [row.key.join('/'), this.#rowOf(row)]))
  }

  #rowOf({ key, values }: TallyRow): LiveTallyRow {
    const keys = Object.keys(this.#tally.key).map((column, index) => [column, key[index] ?? null])
    const columns = tallyColumns(this.#tally).map(([column], index) => [column, values[index] ?? null])
    return Object.fromEntries([...keys, ...columns])
  }
}

/** As much of a definition as says which events are read. */
type Reads = Pick<AnyFold, 'eventTypes'> & { readonly key: unknown }

function allEvents(
  { eventTypes }: Reads,
  { eventStore, tenant }: LiveProjectionOptions,
  { signal, tags }: Reading & Pick<EventFilter, 'tags'>,
): AsyncIterable<RecordedEvent> {
  return eventStore.readAll({ filter: { types: eventTypes, tags }, tenant, signal })
}

function eventsOfKey(
  definition: Reads,
  options: LiveProjectionOptions,
  { key, signal }: Reading & { readonly key: string },
): AsyncIterable<RecordedEvent> {
  if (definition.key !== 'stream') {
    return allEvents(definition, options, { signal, tags: options.tags?.(key) })
  }
  return eventsOfStream(definition, options, { key, signal })
}

async function* eventsOfStream(
  { eventTypes }: Reads,
  { eventStore, tenant }: LiveProjectionOptions,
  { key, signal }: Reading & { readonly key: string },
): AsyncIterable<RecordedEvent> {
  const streamId = streamNamed(key)
  if (streamId === undefined) return
  for await (const event of eventStore.readStream(streamId, { tenant, signal })) {
    if (eventTypes.includes(event.type)) yield event
  }
}

/** No stream has a name that is none. */
function streamNamed(key: string): StreamId | undefined {
  try {
    return parseStreamId(key)
  } catch (error) {
    if (isUnoError(error, 'ERR_INVALID_ARGUMENT')) return undefined
    throw error
  }
}

async function* inParts(
  events: AsyncIterable<RecordedEvent>,
  matters: (event: RecordedEvent) => boolean,
): AsyncIterable<readonly RecordedEvent[]> {
  let part: RecordedEvent[] = []
  for await (const event of events) {
    if (!matters(event)) continue
    part.push(event)
    if (part.length < atOnce) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

function asInTable(row: object, columns: readonly string[]): object {
  const fields = row as Readonly<Record<string, unknown>>
  return Object.fromEntries(columns.map((column) => [column, fields[column] ?? null]))
}
