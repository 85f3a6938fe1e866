import {
  isUnoError,
  RegistrationError,
  type CommandBus,
  type CommandDefinition,
  type JsonObject,
  type MessageMetadata,
  type Principal,
} from '@uno-ts/types'
import { isRefusal } from '../outcome/is-refusal.ts'
import type { AnyProcessManager } from './define-process-manager.ts'
import type { ProcessEvent, ProcessInputEvent } from './process-event.ts'
import type { PendingCommand } from './process-instance.ts'
import { describeError } from './step-process.ts'

/** How often a command is tried, and how long is waited in between. */
export interface CommandRetryOptions {
  /** How often a command is tried at most, the first time included. Default 10. */
  readonly maxAttempts?: number | undefined
  /** The first wait, in milliseconds; each further one is twice as long. Default 500. */
  readonly baseDelayMs?: number | undefined
  /** The longest wait, in milliseconds. Default 60,000. */
  readonly maxDelayMs?: number | undefined
}

/** What commands are executed with. */
export interface ExecuteCommandOptions {
  readonly manager: AnyProcessManager
  readonly commandBus: CommandBus
  readonly metadata: MessageMetadata
  readonly principal: Principal | undefined
  readonly retry: CommandRetryOptions
  readonly commandTimeoutMs: number
  readonly now: () => number
  readonly signal: AbortSignal
}

/** What one try of a command came to: an input of its process, or only a note in its stream. */
export type CommandOutcome =
  | { readonly input: ProcessInputEvent; readonly note?: undefined }
  | { readonly note: ProcessEvent; readonly input?: undefined }

/**
 * Tries a command once. What cannot be told from a failure that passes is tried again, until that was often enough.
 *
 * @throws the signal's reason when it aborts: the command may have had its effect, and is tried again by whoever comes next
 */
export async function executeCommand(
  command: PendingCommand,
  options: ExecuteCommandOptions,
): Promise<CommandOutcome> {
  const { commandBus, manager, metadata, principal, commandTimeoutMs, signal } = options
  const { key, type, data } = command
  try {
    const definition = definitionOf(manager, type)
    const timeout = AbortSignal.timeout(commandTimeoutMs)
    await commandBus.execute(definition(data), {
      idempotencyKey: key,
      metadata: { ...command.metadata, actor: manager.name, ...metadata },
      principal,
      signal: AbortSignal.any([timeout, signal]),
    })
    return { note: { type: 'ProcessCommandSucceeded', data: { key } } }
  } catch (error) {
    signal.throwIfAborted()
    return outcomeOf(error, command, options)
  }
}

function outcomeOf(
  error: unknown,
  { key, attempts }: PendingCommand,
  { retry, now }: ExecuteCommandOptions,
): CommandOutcome {
  const { maxAttempts = 10, baseDelayMs = 500, maxDelayMs = 60_000 } = retry
  if (isRefusal(error)) return { input: { type: 'ProcessCommandRefused', data: endOf(error, key, now()) } }
  const tries = attempts + 1
  const isFinal = isUnoError(error) && !error.retryable
  if (isFinal || tries >= maxAttempts) {
    return { input: { type: 'ProcessCommandFailed', data: endOf(error, key, now()) } }
  }
  const until = new Date(now() + Math.min(maxDelayMs, baseDelayMs * 2 ** attempts)).toISOString()
  return {
    note: { type: 'ProcessCommandDelayed', data: { key, attempts: tries, until, ...describeError(error) } },
  }
}

function endOf(
  error: unknown,
  key: string,
  now: number,
): Extract<ProcessEvent, { readonly type: 'ProcessCommandRefused' }>['data'] {
  const json: JsonObject = isUnoError(error) ? error.toJSON() : {}
  const { name: _name, code: _code, message: _message, retryable: _retryable, rule, ...facts } = json
  return {
    key,
    ...describeError(error),
    rule: typeof rule === 'string' ? rule : null,
    facts,
    at: new Date(now).toISOString(),
  }
}

function definitionOf(manager: AnyProcessManager, type: string): CommandDefinition {
  const commands: readonly CommandDefinition[] = manager.commands
  const definition = commands.find((each) => each.type === type)
  if (definition === undefined) throw new RegistrationError(type, 'missing')
  return definition
}
