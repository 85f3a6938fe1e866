import type { Event, RecordedEvent, Schema } from '@uno-ts/types'
import type { SchemaData } from './schema-data.ts'

/** An event that an upcaster makes of an older one. */
export interface UpcastEvent {
  readonly type: string
  /** As the program sees it: with bigints and dates where they are declared. */
  readonly data: unknown
  /** The version of this shape, for the type's own upcasters to go on from. Default 1. */
  readonly schemaVersion?: number | undefined
}

/** Makes none, one or several events of one. */
export interface EventSplit<From = unknown> {
  /** Every type that may come of it, so that whoever reads only those types finds it. */
  readonly into: readonly string[]
  /** The events, in the order in which they happened. */
  readonly split: (data: From, event: StoredShape<From>) => readonly UpcastEvent[]
}

/** Brings data one version further, or makes other events of it. It has no I/O and no clock: it runs at every read. */
export type Upcaster<From = unknown, To = unknown> =
  | ((data: From, event: StoredShape<From>) => To)
  | EventSplit<From>

/** The stored event with its data at the version the upcaster starts from. */
export type StoredShape<Data> = RecordedEvent<Event<string, Data>>

/** One upcaster between each two neighbouring schemas: the first brings version 1 to version 2. */
export type Upcasters<Schemas extends readonly Schema[]> = Schemas extends readonly [
  infer From extends Schema,
  infer To extends Schema,
  ...infer Rest extends readonly Schema[],
]
  ? readonly [Upcaster<SchemaData<From>, SchemaData<To>>, ...Upcasters<readonly [To, ...Rest]>]
  : readonly []
