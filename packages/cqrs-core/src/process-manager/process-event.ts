import type { Event, JsonObject, Json, MessageMetadata, Schema } from '@uno-ts/types'

/** An event that a process follows, as its own stream keeps it. */
export interface ReceivedEvent {
  readonly id: string
  readonly type: string
  readonly schemaVersion: number
  readonly data: Json
  readonly tags: readonly string[]
  readonly metadata: MessageMetadata
  readonly streamId: string
  readonly streamVersion: number
  /** A decimal string. */
  readonly globalPosition: string
  readonly recordedAt: string
}

/** How a command ended that did not succeed, as it is kept. */
export interface StoredCommandEnd {
  readonly key: string
  readonly code: string
  readonly rule: string | null
  readonly message: string
  readonly facts: JsonObject
  readonly at: string
}

/** What the stream of a process is made of: its inputs, and after each one what was done about it. Times are ISO 8601. */
export type ProcessEvent =
  /** An input: an event that it follows. */
  | Event<'ProcessEventReceived', { readonly event: ReceivedEvent }>
  /** An input: a deadline has passed. */
  | Event<'ProcessDeadlinePassed', { readonly name: string; readonly at: string; readonly passedAt: string }>
  /** An input: a command was refused. */
  | Event<'ProcessCommandRefused', StoredCommandEnd>
  /** An input: a command has failed for good. */
  | Event<'ProcessCommandFailed', StoredCommandEnd>
  /** A command that is to be executed. `key` is the idempotency key it is executed with. */
  | Event<'ProcessCommandIssued', { readonly key: string; readonly type: string; readonly data: Json }>
  | Event<'ProcessCommandSucceeded', { readonly key: string }>
  /** A try failed, and there will be another. */
  | Event<
      'ProcessCommandDelayed',
      {
        readonly key: string
        readonly attempts: number
        readonly code: string
        readonly message: string
        readonly until: string
      }
    >
  | Event<'ProcessDeadlineSet', { readonly name: string; readonly at: string }>
  | Event<'ProcessDeadlineCancelled', { readonly name: string }>
  | Event<'ProcessCompleted', Record<string, never>>
  /** An input could not be handled; it waits, and those after it. */
  | Event<'ProcessParked', { readonly input: number; readonly code: string; readonly message: string }>
  /** The first input that waits has been handled after all; what was done about it follows. */
  | Event<'ProcessInputRetried', { readonly input: number }>
  /** The first input that waits was given up. */
  | Event<'ProcessInputSkipped', { readonly input: number }>

/** The events that are inputs of a process. */
export type ProcessInputEvent = Extract<
  ProcessEvent,
  {
    readonly type:
      | 'ProcessEventReceived'
      | 'ProcessDeadlinePassed'
      | 'ProcessCommandRefused'
      | 'ProcessCommandFailed'
  }
>

const types: { readonly [Type in ProcessEvent['type']]: true } = {
  ProcessEventReceived: true,
  ProcessDeadlinePassed: true,
  ProcessCommandRefused: true,
  ProcessCommandFailed: true,
  ProcessCommandIssued: true,
  ProcessCommandSucceeded: true,
  ProcessCommandDelayed: true,
  ProcessDeadlineSet: true,
  ProcessDeadlineCancelled: true,
  ProcessCompleted: true,
  ProcessParked: true,
  ProcessInputRetried: true,
  ProcessInputSkipped: true,
}

/** Takes every object: these events are written and read by process managers only. */
const anyObject: Schema = {
  '~standard': {
    version: 1,
    vendor: 'uno-ts',
    validate: (value) =>
      typeof value === 'object' && value !== null
        ? { value }
        : { issues: [{ message: 'expected an object' }] },
  },
}

/**
 * The types of the events in the streams of processes, each with its schemas: for a store whose codec knows its types, such
 * as an `EventRegistry`.
 *
 * @example
 * ```ts
 * import { processEventDefinitions } from '@uno-ts/cqrs-core'
 * import { defineEvent, EventRegistry } from '@uno-ts/event-store-pg'
 *
 * export const codec = new EventRegistry({ events: processEventDefinitions.map((each) => defineEvent(each)) })
 * ```
 */
export const processEventDefinitions: readonly {
  readonly type: ProcessEvent['type']
  readonly schemas: readonly [Schema]
}[] = Object.freeze(
  // The object's keys are the types.
  (Object.keys(types) as ProcessEvent['type'][]).map((type) => ({ type, schemas: [anyObject] as const })),
)
