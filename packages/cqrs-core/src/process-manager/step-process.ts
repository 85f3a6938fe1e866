import { createHash } from 'node:crypto'
import { InvalidArgumentError, isUnoError, type Json } from '@uno-ts/types'
import type { AnyProcessManager } from './define-process-manager.ts'
import { inputsOf, type ReceivedEventOptions } from './input-of.ts'
import type { ProcessEvent, ProcessInputEvent } from './process-event.ts'
import type { ProcessInput } from './process-input.ts'
import { advanceInstance, type PlacedInput, type ProcessInstance } from './process-instance.ts'
import type { DeadlineChange, Reaction } from './reaction.ts'

/** What a process is stepped with. */
export interface StepOptions extends ReceivedEventOptions {
  readonly manager: AnyProcessManager
}

/**
 * The events that one input adds to the stream of its process: the input, and what is done about it. When the process
 * manager throws, the process is parked; the input waits then, and those after it. Pure.
 */
export function stepProcess(
  instance: ProcessInstance,
  input: ProcessInputEvent,
  options: StepOptions,
): readonly ProcessEvent[] {
  const after = advanceInstance(instance, [input])
  const applied = after.applied.at(-1)
  // One that is over hears of nothing more; behind an input that waits all wait.
  if (applied?.streamVersion !== after.streamVersion) return [input]
  try {
    return [input, ...handled(instance, applied, options)]
  } catch (error) {
    return [input, parkedBy(error, applied)]
  }
}

/** The events of a process whose waiting inputs are handled, up to the first that cannot be. */
export function retryWaiting(instance: ProcessInstance, options: StepOptions): readonly ProcessEvent[] {
  const events: ProcessEvent[] = []
  let process = instance
  for (let input = process.waiting[0]; input !== undefined; input = process.waiting[0]) {
    const { streamVersion } = input
    const retried = tryAgain(process, input, options)
    events.push(...retried)
    process = advanceInstance(process, retried)
    if (process.waiting[0]?.streamVersion === streamVersion) break // it is parked again
  }
  return events
}

function tryAgain(
  process: ProcessInstance,
  input: PlacedInput,
  options: StepOptions,
): readonly ProcessEvent[] {
  try {
    const reaction = handled(process, input, options)
    return [{ type: 'ProcessInputRetried', data: { input: input.streamVersion } }, ...reaction]
  } catch (error) {
    return [parkedBy(error, input)]
  }
}

/** Takes an input in and says what is done about it. @throws whatever the process manager throws */
function handled(process: ProcessInstance, placed: PlacedInput, options: StepOptions): ProcessEvent[] {
  const { manager } = options
  const evolve = (state: unknown, input: ProcessInput): unknown => manager.evolve(state, input)
  let state: unknown = process.applied
    .flatMap((earlier) => inputsOf(earlier, options))
    .reduce(evolve, manager.initialState() as unknown)
  const place = placeOf(process, placed)
  const events: ProcessEvent[] = []
  for (const input of inputsOf(placed, options)) {
    state = evolve(state, input)
    events.push(...eventsOf(manager.react(state, input) ?? {}, { input, place, manager, issued: events }))
  }
  return events
}

/** Names an input, the same whenever it is handled: commands are known by it. */
function placeOf({ streamId }: ProcessInstance, { event, streamVersion }: PlacedInput): string {
  const input = event.type === 'ProcessEventReceived' ? event.data.event.id : `v${streamVersion}`
  const place = `${streamId}/${input}`
  // Stores keep keys of 1,024 bytes.
  return place.length <= 300 ? place : createHash('sha256').update(place).digest('base64url')
}

interface ReactionPlace {
  readonly manager: AnyProcessManager
  readonly input: ProcessInput
  readonly place: string
  readonly issued: readonly ProcessEvent[]
}

function eventsOf(
  { commands = [], deadlines = {}, completed = false }: Reaction,
  { manager, input, place, issued }: ReactionPlace,
): readonly ProcessEvent[] {
  const first = issued.filter(({ type }) => type === 'ProcessCommandIssued').length
  const events: ProcessEvent[] = []
  for (const [name, change] of Object.entries(deadlines)) {
    if (change === undefined) continue
    mustBeOf(manager.deadlines, name, `a deadline of "${manager.name}"`)
    if (change === 'cancel') events.push({ type: 'ProcessDeadlineCancelled', data: { name } })
    else events.push({ type: 'ProcessDeadlineSet', data: { name, at: timeOf(change, input).toISOString() } })
  }
  const types = manager.commands.map(({ type }) => type)
  for (const [index, { type, data }] of commands.entries()) {
    mustBeOf(types, type, `a command of "${manager.name}"`)
    const key = `${place}/${first + index}`
    events.push({ type: 'ProcessCommandIssued', data: { key, type, data: jsonOf(data) } })
  }
  if (completed) events.push({ type: 'ProcessCompleted', data: {} })
  return events
}

function timeOf(change: Exclude<DeadlineChange, 'cancel'>, { recordedAt }: ProcessInput): Date {
  const at = change instanceof Date ? change : new Date(recordedAt.getTime() + change.afterMs)
  if (!Number.isNaN(at.getTime())) return at
  throw new InvalidArgumentError('a deadline passes at a time, found a date that is none')
}

function mustBeOf(names: readonly string[], name: string, what: string): void {
  if (names.includes(name)) return
  throw new InvalidArgumentError(`${what} is one of ${names.join(', ') || 'none'}, found "${name}"`)
}

function jsonOf(data: unknown): Json {
  return JSON.parse(JSON.stringify(data) ?? 'null') as Json // JSON.parse of a JSON text is JSON
}

function parkedBy(error: unknown, { streamVersion }: PlacedInput): ProcessEvent {
  return { type: 'ProcessParked', data: { input: streamVersion, ...describeError(error) } }
}

/** An error as a stream keeps it. */
export function describeError(error: unknown): { readonly code: string; readonly message: string } {
  if (isUnoError(error)) return { code: error.code, message: error.message }
  if (error instanceof Error) return { code: error.name, message: error.message }
  return { code: 'Error', message: String(error) }
}
