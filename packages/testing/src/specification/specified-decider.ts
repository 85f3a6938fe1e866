import type { Tag } from '@uno-ts/types'

/** An event as a decider makes it. */
export interface DecidedEvent {
  readonly type: string
  readonly data: unknown
  readonly tags?: readonly Tag[] | undefined
}

/** As much of a decider as a specification needs: every decider fits it. */
export interface SpecifiedDecider<State, Command, Event extends DecidedEvent> {
  /** Not used here: where the decider's streams are. */
  readonly category?: string | undefined
  initialState(): State
  decide(command: Command, state: State): readonly Event[]
  evolve(state: State, event: Event): State
}
