import { ConfigurationError, type Event, type Schema } from '@uno-ts/types'
import type { CurrentData } from './schema-data.ts'
import type { EventSplit, Upcaster, Upcasters } from './upcaster.ts'

/** How a type of events is described. */
export interface EventDefinitionOptions<Type extends string, Schemas extends readonly Schema[]> {
  /** The type's name: `OrderPlaced`. */
  readonly type: Type
  /** What the data looks like, one schema of any library for each version, version 1 first. The last one is today's. */
  readonly schemas: Schemas
  /** What brings data from each version to the next; one less than there are schemas. */
  readonly upcasters?: Upcasters<Schemas> | undefined
  /** Only of a type that is not appended any more: see {@link RetiredEventOptions}. */
  readonly becomes?: undefined
}

/** How a type of events is described that is not appended any more. */
export interface RetiredEventOptions<Type extends string, Schemas extends readonly Schema[]> extends Omit<
  EventDefinitionOptions<Type, Schemas>,
  'becomes'
> {
  /** What stored events of the last version are read as: events of other types, or none. */
  readonly becomes: EventSplit<CurrentData<Schemas>>
}

/** A type of events with its schemas by version, and what brings old ones up to date. */
export interface EventDefinition<Type extends string = string, Data = unknown> {
  readonly type: Type
  /** Version 1 first. */
  readonly schemas: readonly Schema[]
  /** The version of what is appended. */
  readonly currentVersion: number
  /** From version 1 to 2 first. */
  readonly upcasters: readonly Upcaster[]
  /** What a retired type is read as. */
  readonly becomes: EventSplit | undefined
  /** Only for the compiler: the data as it is today; `never` for a retired type. */
  readonly '~data'?: Data | undefined
}

/** Today's event of a definition, for the union a decider evolves over. */
export type EventOf<Definition extends EventDefinition> =
  Definition extends EventDefinition<infer Type, infer Data>
    ? [Data] extends [never]
      ? never
      : Event<Type, Data>
    : never

/**
 * Describes a type of events as a frozen value: its schemas by version and what brings the old ones up to date. An
 * `EventRegistry` puts definitions to work.
 *
 * @throws ConfigurationError when the number of upcasters does not fit the number of schemas
 * @example
 * ```ts
 * import { defineEvent, type EventOf } from '@uno-ts/event-store-pg'
 * import { z } from 'zod'
 *
 * export const orderPlaced = defineEvent({
 *   type: 'OrderPlaced',
 *   schemas: [z.object({ lines: z.number() }), z.object({ lines: z.number(), currency: z.string() })],
 *   upcasters: [({ lines }) => ({ lines, currency: 'GBP' })],
 * })
 *
 * export type OrderPlaced = EventOf<typeof orderPlaced>
 * ```
 */
export function defineEvent<const Type extends string, const Schemas extends Versions>(
  options: EventDefinitionOptions<Type, Schemas>,
): EventDefinition<Type, CurrentData<Schemas>>
/** Describes a retired type: what was stored of it is read as events of other types. */
export function defineEvent<const Type extends string, const Schemas extends Versions>(
  options: RetiredEventOptions<Type, Schemas>,
): EventDefinition<Type, never>
export function defineEvent<const Type extends string, const Schemas extends Versions>(
  options: EventDefinitionOptions<Type, Schemas> | RetiredEventOptions<Type, Schemas>,
): EventDefinition<Type> {
  const { type, schemas, becomes } = options
  // The types hold for each pair of versions; what puts upcasters to work takes them in order and knows no more.
  const upcasters = (options.upcasters ?? []) as readonly Upcaster[]
  if (type === '') throw new ConfigurationError('a type of events has a name, found none')
  if (upcasters.length !== schemas.length - 1) {
    throw new ConfigurationError(
      `"${type}" has ${schemas.length} schemas: expected ${schemas.length - 1} upcasters, found ${upcasters.length}`,
    )
  }
  return Object.freeze({
    type,
    schemas: Object.freeze([...schemas]),
    currentVersion: schemas.length,
    upcasters: Object.freeze([...upcasters]),
    becomes: becomes as EventSplit | undefined, // called with data of the last version only
  })
}

type Versions = readonly [Schema, ...(readonly Schema[])]
