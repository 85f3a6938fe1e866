import {
  globalPosition,
  origin,
  type Event,
  type GlobalPosition,
  type Json,
  type MessageMetadata,
  type StreamId,
} from '@uno-ts/types'
import type { ProcessEvent, ProcessInputEvent, StoredCommandEnd } from './process-event.ts'

/** A command that was issued and has not come to its end. */
export interface PendingCommand {
  /** The idempotency key. */
  readonly key: string
  readonly type: string
  readonly data: Json
  /** What the event that led to it hands on: correlation, cause, trace. */
  readonly metadata: MessageMetadata
  /** Tries that failed. */
  readonly attempts: number
  /** Not before this time, in milliseconds since 1970. */
  readonly notBefore: number
}

/** An input with its place in the stream of the process. */
export interface PlacedInput {
  readonly streamVersion: number
  readonly event: ProcessInputEvent
  /** The command it tells the end of. */
  readonly command: PendingCommand | undefined
}

/** Why the first waiting input waits. */
export interface Parked {
  readonly code: string
  readonly message: string
}

/** What the stream of one process says, without the state its inputs lead to. */
export interface ProcessInstance {
  readonly processId: string
  readonly streamId: StreamId
  /** 0 when it has not begun. */
  readonly streamVersion: number
  /** The position of the last event it has received: those up to there were handled. */
  readonly position: GlobalPosition
  /** That of the last event it has received. */
  readonly correlationId: string | undefined
  readonly completed: boolean
  /** Times in milliseconds since 1970, by name. */
  readonly deadlines: ReadonlyMap<string, number>
  /** In the order in which they are executed. */
  readonly commands: readonly PendingCommand[]
  /** The inputs that the state takes in, in order. */
  readonly applied: readonly PlacedInput[]
  /** Inputs that wait behind the one that could not be handled, that one first. */
  readonly waiting: readonly PlacedInput[]
  /** `undefined` while nothing waits. */
  readonly parked: Parked | undefined
}

/** A process that has not begun. */
export function newInstance(processId: string, streamId: StreamId): ProcessInstance {
  return {
    processId,
    streamId,
    streamVersion: 0,
    position: origin,
    correlationId: undefined,
    completed: false,
    deadlines: new Map(),
    commands: [],
    applied: [],
    waiting: [],
    parked: undefined,
  }
}

/** The process after more events of its stream. */
export function advanceInstance(instance: ProcessInstance, events: readonly Event[]): ProcessInstance {
  return (events as readonly ProcessEvent[]).reduce(afterEvent, instance) // nobody else writes to the stream
}

function afterEvent(before: ProcessInstance, event: ProcessEvent): ProcessInstance {
  const instance = { ...before, streamVersion: before.streamVersion + 1 }
  switch (event.type) {
    case 'ProcessEventReceived': {
      const { globalPosition: position, metadata } = event.data.event
      const { correlationId } = metadata
      return withInput({ ...instance, position: globalPosition(position), correlationId }, event)
    }
    case 'ProcessDeadlinePassed':
      return withInput(withDeadline(instance, event.data.name, undefined), event)
    case 'ProcessCommandRefused':
    case 'ProcessCommandFailed': {
      const command = instance.commands.find(({ key }) => key === event.data.key)
      return withInput(withoutCommand(instance, event.data), event, command)
    }
    case 'ProcessCommandIssued': {
      const command = { ...event.data, metadata: event.metadata ?? {}, attempts: 0, notBefore: 0 }
      return { ...instance, commands: [...instance.commands, command] }
    }
    case 'ProcessCommandSucceeded':
      return withoutCommand(instance, event.data)
    case 'ProcessCommandDelayed': {
      const { key, attempts, until } = event.data
      const delayed = (command: PendingCommand): PendingCommand =>
        command.key === key ? { ...command, attempts, notBefore: Date.parse(until) } : command
      return { ...instance, commands: instance.commands.map(delayed) }
    }
    case 'ProcessDeadlineSet':
      return withDeadline(instance, event.data.name, Date.parse(event.data.at))
    case 'ProcessDeadlineCancelled':
      return withDeadline(instance, event.data.name, undefined)
    case 'ProcessCompleted':
      return { ...instance, completed: true, deadlines: new Map(), waiting: [], parked: undefined }
    case 'ProcessParked': {
      const { input, code, message } = event.data
      const last = instance.applied.at(-1)
      const parked = { ...instance, parked: { code, message } }
      if (last?.streamVersion !== input) return parked // it waits already
      return { ...parked, applied: instance.applied.slice(0, -1), waiting: [last, ...instance.waiting] }
    }
    case 'ProcessInputRetried':
      return {
        ...withoutFirstWaiting(instance),
        applied: [...instance.applied, ...instance.waiting.slice(0, 1)],
      }
    case 'ProcessInputSkipped':
      return withoutFirstWaiting(instance)
  }
}

function withInput(
  instance: ProcessInstance,
  event: ProcessInputEvent,
  command?: PendingCommand,
): ProcessInstance {
  const input = { streamVersion: instance.streamVersion, event, command }
  if (instance.completed) return instance
  if (instance.waiting.length > 0) return { ...instance, waiting: [...instance.waiting, input] }
  return { ...instance, applied: [...instance.applied, input] }
}

function withDeadline(instance: ProcessInstance, name: string, at: number | undefined): ProcessInstance {
  const deadlines = new Map(instance.deadlines)
  if (at === undefined) deadlines.delete(name)
  else deadlines.set(name, at)
  return { ...instance, deadlines }
}

function withoutCommand(instance: ProcessInstance, { key }: Pick<StoredCommandEnd, 'key'>): ProcessInstance {
  return { ...instance, commands: instance.commands.filter((command) => command.key !== key) }
}

function withoutFirstWaiting(instance: ProcessInstance): ProcessInstance {
  const waiting = instance.waiting.slice(1)
  return { ...instance, waiting, parked: waiting.length === 0 ? undefined : instance.parked }
}
