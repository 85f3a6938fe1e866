import type { RecordedEvent } from '@uno-ts/types'

/** A command as a process manager sends it. */
export interface SentCommand {
  readonly type: string
  readonly data: unknown
}

/** What a process manager changes about a deadline. */
export type TestedDeadlineChange = Date | { readonly afterMs: number } | 'cancel'

/** What a process does about an input; what is left out is none. */
export interface TestedReaction {
  readonly commands?: readonly SentCommand[] | undefined
  readonly deadlines?: { readonly [name: string]: TestedDeadlineChange | undefined } | undefined
  readonly completed?: boolean | undefined
}

/** As much of a process manager as its test needs: what `defineProcessManager` makes fits it. */
export interface TestedProcessManager<State, Input, Reaction extends TestedReaction> {
  readonly name: string
  readonly eventTypes: readonly string[]
  readonly startedBy: readonly string[]
  readonly commands: readonly { readonly type: string }[]
  readonly deadlines: readonly string[]
  correlate(event: RecordedEvent): string | undefined
  initialState(): State
  evolve(state: State, input: Input): State
  react(state: State, input: Input): Reaction | undefined
}
