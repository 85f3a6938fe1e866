import { isUnoError, type Logger, type MessageMetadata, type RecordedEvent } from '@uno-ts/types'
import { receivedEvent } from './input-of.ts'
import type { ProcessEvent } from './process-event.ts'
import { advanceInstance, type ProcessInstance } from './process-instance.ts'
import { stepProcess, type StepOptions } from './step-process.ts'
import { dueAt, type StoredProcesses } from './stored-processes.ts'

/** What events are received with. */
export interface ReceiveOptions extends StepOptions {
  readonly processes: StoredProcesses
  readonly logger: Logger
  readonly signal: AbortSignal
}

/**
 * Takes events to the one process they concern, in their order. Each adds to its stream once: the position of the last one
 * is there, and what lies at or before it is passed by. Whoever else does the same at the same time does no harm.
 */
export async function receiveEvents(
  processId: string,
  events: readonly RecordedEvent[],
  options: ReceiveOptions,
): Promise<void> {
  let process = await options.processes.load(processId, options.signal)
  for (const together of byPosition(events)) process = await receive(process, together, options)
}

/** Events of one position come of one stored event, and are received together. */
async function receive(
  loaded: ProcessInstance,
  together: readonly [RecordedEvent, ...RecordedEvent[]],
  options: ReceiveOptions,
): Promise<ProcessInstance> {
  const { processes, manager, logger, signal } = options
  const [{ globalPosition, metadata, id }] = together
  for (let process = loaded; ; process = await processes.load(process.processId, signal)) {
    if (process.position >= globalPosition) return await renewed(process, options)
    if (process.completed) return process
    const begins = together.findIndex(({ type }) => manager.startedBy.includes(type))
    if (process.streamVersion === 0 && begins === -1) return process
    const heard = process.streamVersion === 0 ? together.slice(begins) : together
    const steps = stepsOf(process, heard, options)
    try {
      const after = await processes.append(process, steps, causedByEvent(metadata, id))
      sayIfParked(logger, manager.name, process, after)
      return after
    } catch (error) {
      if (isUnoError(error, 'ERR_STREAM_ARCHIVED')) return passedBy(process, options)
      if (!isUnoError(error, 'ERR_CONCURRENCY')) throw error
    }
  }
}

/** Who archived a process has said that nothing more is to come of it. */
function passedBy(process: ProcessInstance, { logger, manager }: ReceiveOptions): ProcessInstance {
  const facts = { processManager: manager.name, processId: process.processId }
  logger.warn(facts, 'an event was passed by: its process is archived')
  return process
}

/** Its entry in the agenda may have been lost, where store and agenda do not commit together. */
async function renewed(process: ProcessInstance, { processes }: ReceiveOptions): Promise<ProcessInstance> {
  return dueAt(process) === undefined ? process : await processes.append(process, [])
}

function stepsOf(
  process: ProcessInstance,
  heard: readonly RecordedEvent[],
  options: StepOptions,
): readonly ProcessEvent[] {
  const steps: ProcessEvent[] = []
  let after = process
  for (const event of heard) {
    const received = receivedEvent(event, options.codec)
    const step = stepProcess(after, { type: 'ProcessEventReceived', data: { event: received } }, options)
    after = advanceInstance(after, step)
    steps.push(...step)
  }
  return steps
}

function causedByEvent(metadata: MessageMetadata, id: string): MessageMetadata {
  const { correlationId, traceparent, tracestate } = metadata
  return { correlationId, causationId: id, traceparent, tracestate }
}

/** Says that a process was parked which was not before. */
export function sayIfParked(
  logger: Logger,
  processManager: string,
  before: ProcessInstance,
  { processId, parked, waiting }: ProcessInstance,
): void {
  if (parked === undefined || before.parked !== undefined) return
  const facts = { processManager, processId, streamVersion: waiting[0]?.streamVersion, ...parked }
  logger.error(facts, 'a process was parked: its process manager threw; others go on')
}

function byPosition(
  events: readonly RecordedEvent[],
): readonly (readonly [RecordedEvent, ...RecordedEvent[]])[] {
  const groups: [RecordedEvent, ...RecordedEvent[]][] = []
  for (const event of events) {
    const last = groups.at(-1)
    if (last?.[0].globalPosition === event.globalPosition) last.push(event)
    else groups.push([event])
  }
  return groups
}
