import type { CommandDefinition, Message } from '@uno-ts/types'

/** A command of one of the definitions, made by calling it. */
export type CommandOf<Definition extends CommandDefinition> = Definition extends CommandDefinition
  ? Message<Definition>
  : never

/** When a deadline passes: at a time, or so long after the input was recorded; `'cancel'` takes it back. */
export type DeadlineChange = Date | { readonly afterMs: number } | 'cancel'

/** What a process does about an input. What is left out is none. */
export interface Reaction<
  Definition extends CommandDefinition = CommandDefinition,
  Deadline extends string = string,
> {
  /** Executed after this has been recorded, one after the other, each once. Their payloads are JSON. */
  readonly commands?: readonly CommandOf<Definition>[] | undefined
  /** Deadlines to set, to move or to cancel, by name. Cancelling one that is not set is harmless. */
  readonly deadlines?: { readonly [Name in Deadline]?: DeadlineChange | undefined } | undefined
  /** The process is over: it hears of nothing more, and its deadlines are cancelled. Its commands are still executed. */
  readonly completed?: boolean | undefined
}
