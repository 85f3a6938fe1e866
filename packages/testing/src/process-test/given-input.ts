import type { Event, StreamId } from '@uno-ts/types'
import type { SentCommand } from './tested-process-manager.ts'

/** A deadline that has passed, for {@link ProcessManagerTest}: made by {@link deadlinePassed}. */
export interface GivenDeadline<Name extends string = string> {
  readonly type: 'DeadlinePassed'
  readonly data: { readonly name: Name }
}

/** How a command ended, for {@link ProcessManagerTest}: made by {@link commandRefused} and {@link commandFailed}. */
export interface GivenCommandEnd<
  Type extends 'CommandRefused' | 'CommandFailed' = 'CommandRefused' | 'CommandFailed',
  Command extends SentCommand = SentCommand,
> {
  readonly type: Type
  readonly data: {
    readonly command: Command
    readonly code: string
    readonly rule: string | undefined
    readonly message: string
    readonly facts: Readonly<Record<string, never>>
  }
}

/** An event of a process manager's, with as much of what was recorded as the test needs. */
export interface GivenSourceEvent<Type extends string, Data> extends Event<Type, Data> {
  /** Default: all are of one. */
  readonly streamId?: StreamId | undefined
  /** Default: a second after the input before it, from 2026-01-01 on. */
  readonly recordedAt?: Date | undefined
}

/** What may be given of an input. */
export type GivenInput<Input> = Input extends {
  readonly type: 'DeadlinePassed'
  readonly data: { readonly name: infer Name extends string }
}
  ? GivenDeadline<Name>
  : Input extends {
        readonly type: infer Type extends 'CommandRefused' | 'CommandFailed'
        readonly data: { readonly command: infer Command extends SentCommand }
      }
    ? GivenCommandEnd<Type, Command>
    : Input extends { readonly type: infer Type extends string; readonly data: infer Data }
      ? GivenSourceEvent<Type, Data>
      : never

/** A deadline passes. It must have been set by what came before. */
export function deadlinePassed<const Name extends string>(name: Name): GivenDeadline<Name> {
  return { type: 'DeadlinePassed', data: { name } }
}

/** A command is refused by a rule. It must have been sent by what came before. */
export function commandRefused<Command extends SentCommand>(
  { type, data }: Command,
  rule: string,
): GivenCommandEnd<'CommandRefused', Pick<Command, 'type' | 'data'>> {
  const end = { code: 'ERR_RULE_VIOLATION', rule, message: `refused by ${rule}`, facts: {} }
  return { type: 'CommandRefused', data: { command: { type, data }, ...end } }
}

/** A command fails for good. It must have been sent by what came before. */
export function commandFailed<Command extends SentCommand>(
  { type, data }: Command,
  code: string = 'ERR_DATABASE',
): GivenCommandEnd<'CommandFailed', Pick<Command, 'type' | 'data'>> {
  const end = { code, rule: undefined, message: `failed with ${code}`, facts: {} }
  return { type: 'CommandFailed', data: { command: { type, data }, ...end } }
}
