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
 *
 * const counter = {
 *   initialState: () => 0,
 *   decide: (command: { by: number }) => [{ type: 'Counted', data: command }],
 *   evolve: (count: number, event: { data: { by: number } }) => count + event.data.by,
 * }
 *
 * const given = specification(counter)
 * given({ type: 'Counted', data: { by: 1 } })
 *   .when({ by: 2 })
 *   .then({ type: 'Counted', data: { by: 2 } })
 * ```
 */
export function specification<State, Command, Event extends DecidedEvent>(
  decider: SpecifiedDecider<State, Command, Event>,
): Given<State, Command, Event> {
  return (...events) => ({ when: (command) => new Decision(decider, events, command) })
}
