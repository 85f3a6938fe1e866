import { isUnoError, type RuleViolation } from '@uno-ts/types'
import { isDeepStrictEqual } from 'node:util'
import { assertSame } from '../assertion/assert-same.ts'
import type { DecidedEvent, SpecifiedDecider } from './specified-decider.ts'

/** What came of a command. */
export interface Decided<State, Event> {
  readonly events: readonly Event[]
  readonly refusal: RuleViolation | undefined
  /** The state that all events lead to, those of the command included. */
  readonly state: State
}

/**
 * Decides a command upon the state that events lead to, twice.
 *
 * @throws AssertionError when it comes to something else the second time
 * @throws whatever `decide` throws, other than a refusal
 */
export function decideTwice<State, Command, Event extends DecidedEvent>(
  decider: SpecifiedDecider<State, Command, Event>,
  given: readonly Event[],
  command: Command,
): Decided<State, Event> {
  const fold = (events: readonly Event[]): State =>
    events.reduce((state, event) => decider.evolve(state, event), decider.initialState())
  const decide = (): Answer<Event> => answerOf(() => decider.decide(command, fold(given)))
  const [answer, again] = [decide(), decide()]
  if (!isDeepStrictEqual(factsOf(answer), factsOf(again))) {
    assertSame(
      factsOf(again),
      factsOf(answer),
      'expected the same decision twice: decide and evolve are pure',
    )
  }
  return { ...answer, state: fold([...given, ...answer.events]) }
}

type Answer<Event> = Omit<Decided<unknown, Event>, 'state'>

function answerOf<Event>(decide: () => readonly Event[]): Answer<Event> {
  try {
    return { events: decide(), refusal: undefined }
  } catch (error) {
    if (!isUnoError(error, 'ERR_RULE_VIOLATION')) throw error
    return { events: [], refusal: error as RuleViolation } // the code says so
  }
}

function factsOf<Event>({ events, refusal }: Answer<Event>): object {
  return { events, refusal: refusal && { rule: refusal.rule, details: refusal.details } }
}
