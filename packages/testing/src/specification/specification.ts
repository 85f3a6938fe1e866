import { decideTwice } from './decide-twice.ts'
import { Decision } from './decision.ts'
import type { DecidedEvent, SpecifiedDecider } from './specified-decider.ts'

/** What happened before, as the events that say so. */
export type Given<State, Command, Event extends DecidedEvent> = (...events: Event[]) => {
  /** Decides one command upon the state those events lead to. */
  when(command: Command): Decision<State, Event>
}

/**
 * Tells a decider's behaviour as given / when / then, in any test runner.
 *
 * Each command is decided twice: a decider that reads a clock, draws ids or changes its state gives itself away.
 *
 * @example
 * ```ts
 * import { specification } from '@uno-ts/testing'
 * import type { Event } from '@uno-ts/types'
 *
 * type Counted = Event<'Counted', { readonly by: number }>
 *
 * const given = specification({
 *   initialState: () => 0,
 *   decide: (command: { readonly by: number }): readonly Counted[] => [{ type: 'Counted', data: command }],
 *   evolve: (count: number, event: Counted) => count + event.data.by,
 * })
 *
 * given({ type: 'Counted', data: { by: 1 } })
 *   .when({ by: 2 })
 *   .then({ type: 'Counted', data: { by: 2 } })
 * ```
 */
export function specification<State, Command, Event extends DecidedEvent>(
  decider: SpecifiedDecider<State, Command, Event>,
): Given<State, Command, Event> {
  return (...events) => ({ when: (command) => new Decision(decideTwice(decider, events, command)) })
}
