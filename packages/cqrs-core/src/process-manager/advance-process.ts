import { isUnoError, type Logger, type MessageMetadata } from '@uno-ts/types'
import { executeCommand, type CommandOutcome, type ExecuteCommandOptions } from './execute-command.ts'
import type { ProcessEvent } from './process-event.ts'
import type { PendingCommand, ProcessInstance } from './process-instance.ts'
import { sayIfParked } from './receive-events.ts'
import { stepProcess, type StepOptions } from './step-process.ts'
import type { StoredProcesses } from './stored-processes.ts'

/** What a process that is due is worked on with. */
export interface AdvanceOptions extends StepOptions, ExecuteCommandOptions {
  readonly processes: StoredProcesses
  readonly logger: Logger
  /** Aborts between two things that are done; `signal` in the middle of one. */
  readonly stopping: AbortSignal
}

/**
 * Does what a process has to do now: lets deadlines pass, and executes its commands one after the other, until nothing is
 * due. What it did is in the stream before it does the next thing; whoever else does the same at the same time does no harm.
 */
export async function advanceProcess(processId: string, options: AdvanceOptions): Promise<void> {
  const { processes, now, signal, stopping } = options
  let process = await processes.load(processId, signal)
  for (let didNothing = true; ; didNothing = false) {
    stopping.throwIfAborted()
    const passed = firstPassed(process, now())
    const [command] = process.commands
    if (passed !== undefined) {
      process = await letPass(process, passed, options)
    } else if (command !== undefined && command.notBefore <= now()) {
      const outcome = await executeCommand(command, options)
      process = await note(process, { command, outcome }, options)
    } else {
      if (didNothing) await unlessMoved(processes.append(process, [])) // its entry in the agenda said otherwise
      return
    }
  }
}

interface Deadline {
  readonly name: string
  readonly at: number
}

function firstPassed({ deadlines }: ProcessInstance, now: number): Deadline | undefined {
  return [...deadlines]
    .map(([name, at]) => ({ name, at }))
    .filter(({ at }) => at <= now)
    .toSorted((a, b) => a.at - b.at)[0]
}

async function letPass(
  process: ProcessInstance,
  { name, at }: Deadline,
  options: AdvanceOptions,
): Promise<ProcessInstance> {
  const [set, passed] = [new Date(at).toISOString(), new Date(options.now()).toISOString()]
  const input = { type: 'ProcessDeadlinePassed', data: { name, at: set, passedAt: passed } } as const
  const { correlationId } = process
  const steps = stepProcess(process, input, options)
  return (await append(process, steps, { correlationId }, options)) ?? (await reload(process, options))
}

/** Writes down what a try came to, on whatever the process has become, unless somebody else has seen the command end. */
async function note(
  before: ProcessInstance,
  { command, outcome }: { readonly command: PendingCommand; readonly outcome: CommandOutcome },
  options: AdvanceOptions,
): Promise<ProcessInstance> {
  const { metadata } = command
  for (let process = before; ; process = await reload(process, options)) {
    if (!process.commands.some(({ key }) => key === command.key)) return process
    const steps = outcome.input === undefined ? [outcome.note] : stepProcess(process, outcome.input, options)
    const after = await append(process, steps, metadata, options)
    if (after !== undefined) return after
  }
}

/** `undefined`: somebody else appended in between. */
async function append(
  process: ProcessInstance,
  steps: readonly ProcessEvent[],
  metadata: MessageMetadata,
  { processes, logger, manager }: AdvanceOptions,
): Promise<ProcessInstance | undefined> {
  const after = await unlessMoved(processes.append(process, steps, metadata))
  if (after !== undefined) sayIfParked(logger, manager.name, process, after)
  return after
}

function reload(
  { processId }: ProcessInstance,
  { processes, signal }: AdvanceOptions,
): Promise<ProcessInstance> {
  return processes.load(processId, signal)
}

async function unlessMoved(appended: Promise<ProcessInstance>): Promise<ProcessInstance | undefined> {
  try {
    return await appended
  } catch (error) {
    if (isUnoError(error, 'ERR_CONCURRENCY')) return undefined
    throw error
  }
}
