import type { CommandDefinition, Event, InputOf, JsonObject, RecordedEvent } from '@uno-ts/types'

/** A command by its type and payload, as it stands in the stream of a process. */
export type IssuedCommand<Definition extends CommandDefinition = CommandDefinition> =
  Definition extends CommandDefinition
    ? { readonly type: Definition['type']; readonly data: InputOf<Definition> }
    : never

/** How a command ended that did not succeed. */
export interface CommandEnd<Definition extends CommandDefinition = CommandDefinition> {
  readonly command: IssuedCommand<Definition>
  /** The error's code, or its class where it is not of our family: `ERR_RULE_VIOLATION`. */
  readonly code: string
  /** The rule of a `RuleViolation`: `CARD_DECLINED`. */
  readonly rule: string | undefined
  readonly message: string
  /** What else the error says. */
  readonly facts: JsonObject
}

/** A deadline that was set has passed. */
export type DeadlinePassed<Name extends string = string> = Name extends string
  ? {
      readonly type: 'DeadlinePassed'
      readonly data: { readonly name: Name; readonly at: Date }
      /** When it was noticed: at that time or after it. */
      readonly recordedAt: Date
    }
  : never

/** A considered "no" to a command: the same command would be refused again. */
export interface CommandRefused<Definition extends CommandDefinition = CommandDefinition> {
  readonly type: 'CommandRefused'
  readonly data: CommandEnd<Definition>
  readonly recordedAt: Date
}

/** A command has failed for good: with an error that no repetition cures, or as often as was allowed. It may have had its effect. */
export interface CommandFailed<Definition extends CommandDefinition = CommandDefinition> {
  readonly type: 'CommandFailed'
  readonly data: CommandEnd<Definition>
  readonly recordedAt: Date
}

/** What a process hears of: the events it follows, and what becomes of its own deadlines and commands. */
export type ProcessInput<
  Source extends Event = Event,
  Definition extends CommandDefinition = CommandDefinition,
  Deadline extends string = string,
> = RecordedEvent<Source> | DeadlinePassed<Deadline> | CommandRefused<Definition> | CommandFailed<Definition>

/** The types that are a process manager's own: no event that is followed may have one of these. */
export const ownInputTypes: readonly string[] = ['DeadlinePassed', 'CommandRefused', 'CommandFailed']
