import {
  silentLogger,
  ValidationError,
  type EncodedEvent,
  type CustomMetadata,
  type Event,
  type EventCodec,
  type EventDecodingReason,
  type Logger,
  type MessageMetadata,
  type RecordedEvent,
  type Schema,
  type StreamPlace,
} from '@uno-ts/types'
import { encodeFields } from './convert-fields.ts'
import { decodingError } from './decoding-error.ts'
import type { EventDefinition, EventOf } from './define-event.ts'
import type { EventMerge } from './define-merge.ts'
import {
  completeRun,
  findAmong,
  mergeParts,
  placeName,
  placesOfRun,
  type FindEvent,
  type MergePart,
} from './merge-run.ts'
import { pieceId } from './piece-id.ts'
import { checkTypes, registeredTypes } from './registered-types.ts'
import { originsOfTypes } from './stored-types.ts'
import {
  atLastVersion,
  attempt,
  inProgram,
  isVersionOf,
  schemaAt,
  upcast,
  type Definitions,
  type Shape,
} from './upcast.ts'
import { validateEvent } from './validate-event.ts'
import { declaredFields } from './with-fields.ts'

/**
 * What happens to stored events that the registry does not know: `error` throws an `EventDecodingError`, `skip` leaves
 * them out, `raw` gives them as they are stored.
 */
export type UnknownEventPolicy = 'error' | 'skip' | 'raw'

/** What an {@link EventRegistry} is made of. */
export interface EventRegistryOptions<Definition extends EventDefinition = EventDefinition> {
  /** Every type there is or ever was in the store, each once. */
  readonly events: readonly Definition[]
  /**
   * What the application's own fields in the metadata, `metadata.custom`, must be in every event that is appended or
   * imported. What the schema gives is stored; where there are no fields it is shown an empty object. It gives JSON.
   * Default: not checked.
   */
  readonly customMetadata?: Schema<unknown, CustomMetadata> | undefined
  /** How neighbours become one event. Default: none do. */
  readonly merges?: readonly EventMerge[] | undefined
  /** For types without a definition. With `raw` they may be appended too, unchecked. Default `error`. */
  readonly unknownType?: UnknownEventPolicy | undefined
  /** For versions above a definition's last: what a newer program has written. Default `error`. */
  readonly unknownVersion?: UnknownEventPolicy | undefined
  /** Hears, once for each type and version, of what is skipped. Default: silent. */
  readonly logger?: Logger | undefined
}

/** Today's events of a registry, as a union: what deciders evolve and projections handle. */
export type EventsOf<Registry> =
  Registry extends EventRegistry<infer Definition> ? EventOf<Definition> : never

/**
 * Every type of events with its schemas: what is appended is checked against the last one, what is read is brought up to
 * it, so that no fold ever meets an old shape.
 *
 * - **Appending** stores what the schema gives: defaults filled in, what it does not know left out.
 * - **Reading** does not check again; upcasters run on what was checked when it was appended.
 * - **1 → n**: all that comes of one stored event has its stream version, position, time, tags and metadata. The first
 *   keeps its id, the others get ids made of it, the same at every read.
 * - **n → 1**: only for neighbours that one append wrote, see `defineMerge`; the one event stands in the place of the last.
 * - Versions, positions, limits and checkpoints go on counting stored events.
 *
 * @throws ConfigurationError when two definitions have one type, or something becomes a type without a definition
 * @example
 * ```ts
 * import { defineEvent, EventRegistry, PostgresEventStore, type EventsOf } from '@uno-ts/event-store-pg'
 * import { Pool } from 'pg'
 * import { z } from 'zod'
 *
 * const orderPlaced = defineEvent({
 *   type: 'OrderPlaced',
 *   schemas: [z.object({ lines: z.number() }), z.object({ lines: z.number(), currency: z.string() })],
 *   upcasters: [({ lines }) => ({ lines, currency: 'GBP' })],
 * })
 * const orderCancelled = defineEvent({ type: 'OrderCancelled', schemas: [z.object({ reason: z.string() })] })
 *
 * const codec = new EventRegistry({ events: [orderPlaced, orderCancelled] })
 * export type OrderEvent = EventsOf<typeof codec>
 * export const eventStore = new PostgresEventStore({ pool: new Pool(), codec })
 * ```
 */
export class EventRegistry<Definition extends EventDefinition = EventDefinition> implements EventCodec {
  /** Only for the compiler: {@link EventsOf} finds the definitions here. */
  declare readonly '~definition'?: Definition | undefined

  readonly #definitions: Definitions
  readonly #customMetadata: Schema | undefined
  readonly #parts: ReadonlyMap<string, MergePart>
  readonly #origins: ReadonlyMap<string, ReadonlySet<string>>
  /** By type, the version at which a stored event is as it should be. */
  readonly #readAsStored: ReadonlyMap<string, number>
  readonly #unknownType: UnknownEventPolicy
  readonly #unknownVersion: UnknownEventPolicy
  readonly #logger: Logger
  readonly #skipped = new Set<string>()

  constructor(options: EventRegistryOptions<Definition>) {
    const { events, merges = [], unknownType = 'error', unknownVersion = 'error' } = options
    const { logger = silentLogger } = options
    const parts = mergeParts(merges)
    this.#definitions = registeredTypes(events)
    this.#customMetadata = options.customMetadata
    this.#parts = parts
    this.#origins = originsOfTypes(events, merges)
    checkTypes(this.#definitions, this.#origins.keys(), parts)
    this.#readAsStored = new Map(
      events
        .filter((definition) => isReadAsStored(definition) && !parts.has(definition.type))
        .map(({ type, currentVersion }) => [type, currentVersion]),
    )
    this.#unknownType = unknownType
    this.#unknownVersion = unknownVersion
    this.#logger = logger
  }

  /**
   * Checks an event against its type's last schema.
   *
   * @throws ValidationError when it does not fit, is of another version, or is of a type that is unknown or retired
   */
  encode(event: Event): EncodedEvent {
    const { type, data, schemaVersion } = event
    const definition = this.#definitions.get(type)
    if (definition === undefined) {
      if (this.#unknownType === 'raw') return encoded(type, schemaVersion ?? 1, data)
      throw refused(type, 'expected a type of the registry, found one it does not know')
    }
    const { currentVersion, becomes } = definition
    if (becomes !== undefined) {
      throw refused(type, `the type is retired, expected ${becomes.into.join(', ') || 'no such event'}`)
    }
    if (schemaVersion !== undefined && schemaVersion !== currentVersion) {
      throw refused(type, `expected version ${currentVersion}, found ${schemaVersion}`)
    }
    const schema = schemaAt(definition, currentVersion)
    const valid = validateEvent(schema, data, type)
    return encoded(type, currentVersion, encodeFields(valid, declaredFields(schema), type))
  }

  /**
   * Checks the application's own fields.
   *
   * @throws ValidationError when they do not fit
   */
  encodeMetadata(metadata: MessageMetadata): MessageMetadata {
    if (this.#customMetadata === undefined) return metadata
    const custom = validateEvent(this.#customMetadata, metadata.custom ?? {}, 'metadata.custom')
    return { ...metadata, custom: custom as CustomMetadata } // the schema's type says so
  }

  /**
   * Brings stored events up to date. When all of them are, it gives the list it was given.
   *
   * @throws EventDecodingError naming the event, never its data
   */
  decode(
    events: readonly RecordedEvent[],
    neighbours: readonly RecordedEvent[] = [],
  ): readonly RecordedEvent[] {
    if (events.every((event) => this.#isToday(event))) return events
    let find: FindEvent | undefined
    return events.flatMap((event): RecordedEvent | readonly RecordedEvent[] => {
      if (this.#isToday(event)) return event
      const part = this.#parts.get(event.type)
      if (part === undefined) return this.#upToDate(event)
      const run = completeRun(event, part, (find ??= findAmong(neighbours, events)))
      if (run === undefined || !run.every((each) => this.#knows(each))) return this.#upToDate(event)
      return part.index === run.length - 1 ? this.#merged(part.merge, run, event) : []
    })
  }

  /** The rest of the runs that lie only partly within these events. */
  neighbours(events: readonly RecordedEvent[]): readonly StreamPlace[] {
    const places = new Map<string, StreamPlace>()
    let find: FindEvent | undefined
    for (const event of events) {
      const part = this.#parts.get(event.type)
      if (part === undefined) continue
      find ??= findAmong(events)
      for (const place of placesOfRun(event, part)) {
        if (find(place) === undefined) places.set(placeName(place), place)
      }
    }
    return [...places.values()]
  }

  /** These types, and those that events of these types may be stored under. */
  storedTypes(types: readonly string[]): readonly string[] {
    const stored = new Set(types)
    for (const type of types) for (const origin of this.#origins.get(type) ?? []) stored.add(origin)
    return [...stored]
  }

  /** Whether these types have one version, and nothing else becomes one of them. */
  isReadAsStored(types: readonly string[]): boolean {
    return types.every((type) => {
      const definition = this.#definitions.get(type)
      if (definition === undefined) return this.#unknownType === 'raw'
      const isPlain = definition.currentVersion === 1 && definition.becomes === undefined
      return isPlain && !this.#parts.has(type) && !this.#origins.has(type)
    })
  }

  #isToday({ type, schemaVersion }: RecordedEvent): boolean {
    return this.#readAsStored.get(type) === schemaVersion
  }

  #knows({ type, schemaVersion }: RecordedEvent): boolean {
    const definition = this.#definitions.get(type)
    return definition !== undefined && isVersionOf(definition, schemaVersion)
  }

  #upToDate(event: RecordedEvent): readonly RecordedEvent[] {
    const definition = this.#definitions.get(event.type)
    if (definition === undefined)
      return this.#unknown(event, this.#unknownType, { reason: 'unknown-type', what: 'the type is unknown' })
    if (!isVersionOf(definition, event.schemaVersion)) {
      const what = `the version is unknown, ${definition.currentVersion} is the last`
      return this.#unknown(event, this.#unknownVersion, { reason: 'unknown-version', what })
    }
    return inPlaceOf(event, upcast(inProgram(event, definition), event, this.#definitions))
  }

  #merged(merge: EventMerge, run: readonly RecordedEvent[], last: RecordedEvent): readonly RecordedEvent[] {
    const parts = run.map((event) => atLastVersion(event, this.#definitions))
    const { data, schemaVersion = 1 } = attempt(last, () => merge.merge(parts))
    return inPlaceOf(last, upcast({ type: merge.into, schemaVersion, data }, last, this.#definitions))
  }

  #unknown(
    event: RecordedEvent,
    policy: UnknownEventPolicy,
    { reason, what }: { readonly reason: EventDecodingReason; readonly what: string },
  ): readonly RecordedEvent[] {
    switch (policy) {
      case 'error':
        throw decodingError(event, what, { reason })
      case 'raw':
        return [event]
      case 'skip':
        this.#logSkipped(event, what)
        return []
    }
  }

  #logSkipped({ type, schemaVersion, streamId, streamVersion }: RecordedEvent, what: string): void {
    const name = `${schemaVersion} ${type}`
    if (this.#skipped.has(name)) return
    this.#skipped.add(name)
    this.#logger.warn({ type, schemaVersion, streamId, streamVersion }, `events are skipped: ${what}`)
  }
}

function isReadAsStored(definition: EventDefinition): boolean {
  const fields = declaredFields(schemaAt(definition, definition.currentVersion))
  return definition.becomes === undefined && fields.length === 0
}

/** What comes of a stored event, in its place. */
function inPlaceOf(stored: RecordedEvent, shapes: readonly Shape[]): readonly RecordedEvent[] {
  return shapes.map(({ type, schemaVersion, data }, index) => ({
    ...stored,
    type,
    schemaVersion,
    data,
    id: pieceId(stored.id, index),
  }))
}

function encoded(type: string, schemaVersion: number, data: unknown): EncodedEvent {
  return { type, schemaVersion, data: data as EncodedEvent['data'] } // checked when the store writes it as JSON
}

function refused(type: string, message: string): ValidationError {
  return new ValidationError(type, [{ path: [], message }])
}
