import {
  defaultTenant,
  globalPosition,
  parseStreamId,
  type EventCodec,
  type Json,
  type RecordedEvent,
  type TenantId,
} from '@uno-ts/types'
import type { ReceivedEvent, StoredCommandEnd } from './process-event.ts'
import type { CommandEnd, ProcessInput } from './process-input.ts'
import type { PlacedInput } from './process-instance.ts'

/** How the events that processes received are kept. */
export interface ReceivedEventOptions {
  /** That of the store, where it has one. */
  readonly codec: EventCodec | undefined
  readonly tenant: TenantId | undefined
}

/** An event as the stream of a process keeps it: in today's shape, with where it was found. */
export function receivedEvent(event: RecordedEvent, codec: EventCodec | undefined): ReceivedEvent {
  const { type, data, schemaVersion } = codec?.encode(event) ?? event
  return {
    id: event.id,
    type,
    schemaVersion,
    data: data as Json, // recorded data is, and a codec gives it
    tags: event.tags,
    metadata: event.metadata,
    streamId: event.streamId,
    streamVersion: event.streamVersion,
    globalPosition: event.globalPosition.toString(),
    recordedAt: event.recordedAt.toISOString(),
  }
}

/** The inputs of a process manager that a stored one stands for: one, or what a received event has become since. */
export function inputsOf(
  { event, command }: PlacedInput,
  options: ReceivedEventOptions,
): readonly ProcessInput[] {
  switch (event.type) {
    case 'ProcessEventReceived':
      return today(event.data.event, options)
    case 'ProcessDeadlinePassed': {
      const { name, at, passedAt } = event.data
      return [{ type: 'DeadlinePassed', data: { name, at: new Date(at) }, recordedAt: new Date(passedAt) }]
    }
    case 'ProcessCommandRefused':
      return [{ type: 'CommandRefused', ...endOf(event.data, command) }]
    case 'ProcessCommandFailed':
      return [{ type: 'CommandFailed', ...endOf(event.data, command) }]
  }
}

function today(
  received: ReceivedEvent,
  { codec, tenant = defaultTenant }: ReceivedEventOptions,
): readonly RecordedEvent[] {
  const event: RecordedEvent = {
    ...received,
    tenant,
    streamId: parseStreamId(received.streamId),
    globalPosition: globalPosition(received.globalPosition),
    recordedAt: new Date(received.recordedAt),
  }
  return codec?.decode([event]) ?? [event]
}

function endOf(
  { code, rule, message, facts, at }: StoredCommandEnd,
  command: PlacedInput['command'],
): { readonly data: CommandEnd; readonly recordedAt: Date } {
  const { type = '', data = null } = command ?? {} // the end of a command follows its issue
  return {
    data: { command: { type, data }, code, rule: rule ?? undefined, message, facts },
    recordedAt: new Date(at),
  }
}
