import {
  defaultTenant,
  globalPosition,
  streamId,
  type Event,
  type RecordedEvent,
  type StreamId,
} from '@uno-ts/types'
import { isDeepStrictEqual } from 'node:util'
import { assertSame, refute } from '../assertion/assert-same.ts'
import type { GivenCommandEnd, GivenDeadline } from './given-input.ts'
import type {
  SentCommand,
  TestedDeadlineChange,
  TestedProcessManager,
  TestedReaction,
} from './tested-process-manager.ts'

/** What was done about the last input, told so that it can be compared. */
export interface PlayedReaction {
  readonly commands: readonly SentCommand[]
  /** A time in ISO 8601, or `cancel`. */
  readonly deadlines: { readonly [name: string]: string }
  readonly completed: boolean
}

/** What inputs have led to. */
export interface Played<State> {
  readonly state: State
  readonly reaction: PlayedReaction
  /** When the last input was recorded. */
  readonly recordedAt: Date
}

/** An input as a test gives it. */
export type AnyGivenInput =
  | GivenDeadline
  | GivenCommandEnd
  | (Event & { readonly streamId?: StreamId | undefined; readonly recordedAt?: Date | undefined })

type Manager<State> = TestedProcessManager<State, never, TestedReaction>

const start = Date.UTC(2026, 0, 1)

/**
 * Takes inputs to one process, as a runner would.
 *
 * @throws AssertionError when an input cannot come: its deadline is not set, its command was not sent, the process is over,
 * or its event belongs to another process; when a payload does not survive JSON; when a name is not the process manager's
 */
export function playProcess<State>(manager: Manager<State>, inputs: readonly AnyGivenInput[]): Played<State> {
  const process = new PlayedProcess(manager)
  for (const input of inputs) process.take(input)
  return process.played
}

class PlayedProcess<State> {
  readonly #manager: Manager<State>
  readonly #deadlines = new Map<string, Date>()
  readonly #commands: SentCommand[] = []
  #state: State
  #reaction: PlayedReaction = { commands: [], deadlines: {}, completed: false }
  #now = new Date(start)
  #count = 0
  #processId: string | undefined
  #endedBy: string | undefined

  constructor(manager: Manager<State>) {
    this.#manager = manager
    this.#state = manager.initialState()
  }

  get played(): Played<State> {
    return { state: this.#state, reaction: this.#reaction, recordedAt: this.#now }
  }

  take(given: AnyGivenInput): void {
    if (this.#endedBy !== undefined) {
      refute(
        `expected a process that goes on, but it was over after ${this.#endedBy}: no ${given.type} is heard`,
      )
    }
    this.#reaction = { commands: [], deadlines: {}, completed: false }
    const input = this.#inputOf(given)
    if (input === undefined) return
    // What is given is an input of this process manager: the types of the test see to it.
    this.#state = this.#manager.evolve(this.#state, input as never)
    this.#reaction = this.#done(this.#manager.react(this.#state, input as never) ?? {})
    if (this.#reaction.completed) this.#endedBy = given.type
  }

  /** `undefined` for what passes the process by. */
  #inputOf(given: AnyGivenInput): object | undefined {
    switch (given.type) {
      case 'DeadlinePassed':
        return this.#deadline((given as GivenDeadline).data.name)
      case 'CommandRefused':
      case 'CommandFailed':
        return this.#commandEnd(given as GivenCommandEnd)
      default:
        return this.#event(given)
    }
  }

  #deadline(name: string): object {
    const at = this.#deadlines.get(name)
    if (at === undefined) {
      const set = [...this.#deadlines.keys()].join(', ') || 'none'
      return refute(`expected the deadline "${name}" to be set before it passes, found ${set}`)
    }
    this.#deadlines.delete(name)
    if (at > this.#now) this.#now = at
    return { type: 'DeadlinePassed', data: { name, at }, recordedAt: this.#now }
  }

  #commandEnd({ type, data }: GivenCommandEnd): object {
    const index = this.#commands.findIndex((sent) => isDeepStrictEqual(sent, data.command))
    if (index === -1) {
      assertSame(
        this.#commands,
        [data.command],
        `expected ${data.command.type} to be sent before its end is heard`,
      )
    }
    this.#commands.splice(index, 1)
    return { type, data, recordedAt: this.#later() }
  }

  #event(given: Exclude<AnyGivenInput, GivenDeadline | GivenCommandEnd>): RecordedEvent | undefined {
    const { name, eventTypes, startedBy } = this.#manager
    if (!eventTypes.includes(given.type)) {
      refute(`expected an event that "${name}" follows, found ${given.type}`)
    }
    const recordedAt = given.recordedAt ?? this.#later()
    this.#now = recordedAt
    const nr = ++this.#count
    const event: RecordedEvent = {
      type: given.type,
      data: given.data,
      id: given.id ?? `00000000-0000-7000-8000-${String(nr).padStart(12, '0')}`,
      schemaVersion: given.schemaVersion ?? 1,
      tags: given.tags ?? [],
      metadata: given.metadata ?? {},
      tenant: defaultTenant,
      streamId: given.streamId ?? streamId('stream', '1'),
      streamVersion: nr,
      globalPosition: globalPosition(nr),
      recordedAt,
    }
    const processId = this.#manager.correlate(event)
    if (processId === undefined) return undefined
    if (this.#processId === undefined && !startedBy.includes(given.type)) return undefined
    this.#processId ??= processId
    assertSame(processId, this.#processId, `expected events of one process, found ${given.type} of another`)
    return event
  }

  #later(): Date {
    this.#now = new Date(this.#now.getTime() + 1_000)
    return this.#now
  }

  #done({ commands = [], deadlines = {}, completed = false }: TestedReaction): PlayedReaction {
    const { name } = this.#manager
    const types = this.#manager.commands.map(({ type }) => type)
    const sent = commands.map(({ type, data }) => ({ type, data }))
    for (const { type, data } of sent) {
      if (!types.includes(type)) refute(`expected a command of "${name}", found ${type}: ${types.join(', ')}`)
      const text: string | undefined = JSON.stringify(data)
      assertSame(text && JSON.parse(text), data, `expected the payload of ${type} to survive JSON`)
    }
    this.#commands.push(...sent)
    const changed: Record<string, string> = {}
    for (const [deadline, change] of Object.entries(deadlines)) {
      if (change === undefined) continue
      if (!this.#manager.deadlines.includes(deadline)) {
        refute(`expected a deadline of "${name}", found ${deadline}: ${this.#manager.deadlines.join(', ')}`)
      }
      const at = timeOf(change, this.#now)
      changed[deadline] = at?.toISOString() ?? 'cancel'
      if (at === undefined) this.#deadlines.delete(deadline)
      else this.#deadlines.set(deadline, at)
    }
    return { commands: sent, deadlines: changed, completed }
  }
}

/** When a deadline passes; `undefined` when it is cancelled. */
export function timeOf(change: TestedDeadlineChange, recordedAt: Date): Date | undefined {
  if (change === 'cancel') return undefined
  return change instanceof Date ? change : new Date(recordedAt.getTime() + change.afterMs)
}
