import { isUnoError, type RuleViolation } from '@uno-ts/types'
import { isDeepStrictEqual } from 'node:util'
import { assertSame, refute } from '../assertion/assert-same.ts'
import type { DecidedEvent, SpecifiedDecider } from './specified-decider.ts'

/** What a decider made of one command. Say what was expected by one of its methods. */
export class Decision<State, Event extends DecidedEvent> {
  readonly #events: readonly Event[]
  readonly #refusal: RuleViolation | undefined
  readonly #state: State

  /** Decides; what `decide` throws, other than a refusal, is thrown on. */
  constructor(decider: SpecifiedDecider<State, never, Event>, given: readonly Event[], command: unknown) {
    const fold = (events: readonly Event[]): State =>
      events.reduce((state, event) => decider.evolve(state, event), decider.initialState())
    const decide = (): Answer<Event> => answerOf(() => decider.decide(command as never, fold(given))) // see `specification`
    const [answer, again] = [decide(), decide()]
    if (!isDeepStrictEqual(factsOf(answer), factsOf(again))) {
      assertSame(
        factsOf(again),
        factsOf(answer),
        'expected the same decision twice: decide and evolve are pure',
      )
    }
    this.#events = answer.events
    this.#refusal = answer.refusal
    this.#state = fold([...given, ...answer.events])
  }

  /**
   * Expects exactly these events in this order. Of each event the fields that are given here are compared.
   *
   * @throws AssertionError with `actual` and `expected`
   */
  // oxlint-disable-next-line unicorn/no-thenable -- it is the word; who awaits it instead of ending it is told so
  then(...expected: readonly Event[]): void {
    if (typeof expected[0] === 'function') {
      refute(
        'the specification has no expectation: end it with then(…), thenNothing(), thenRejects(…) or thenState(…)',
      )
    }
    this.#mustHaveDecided(expected)
  }

  /** Expects that the command changes nothing: no events, and no refusal. @throws AssertionError */
  thenNothing(): void {
    this.#mustHaveDecided([])
  }

  /**
   * Expects that the domain says no by this rule, and with these details when they are given.
   *
   * @throws AssertionError
   */
  thenRejects(rule: string, details?: RuleViolation['details']): void {
    const refusal = this.#refusal
    if (refusal === undefined) {
      const types = this.#events.map(({ type }) => type)
      return refute(`expected a refusal by ${rule}, found ${types.join(', ') || 'no events'}`, {
        actual: types,
        expected: rule,
      })
    }
    assertSame(refusal.rule, rule, `expected a refusal by ${rule}: "${refusal.message}"`)
    if (details !== undefined) assertSame(refusal.details, details, `expected other details of ${rule}`)
  }

  /** Expects the state that all events lead to, those of the command included. @throws AssertionError */
  thenState(expected: State): void {
    this.#mustBeAccepted('expected a state')
    assertSame(this.#state, expected, 'expected another state')
  }

  #mustHaveDecided(expected: readonly Event[]): void {
    this.#mustBeAccepted(`expected ${expected.map(({ type }) => type).join(', ') || 'no events'}`)
    const actual = this.#events.map((event, index) => fieldsOf(event, expected[index]))
    assertSame(actual, expected.map(withoutUndefined), 'expected other events')
  }

  #mustBeAccepted(expectation: string): void {
    const refusal = this.#refusal
    if (refusal === undefined) return
    refute(`${expectation}, but the command was refused by ${refusal.rule}: ${refusal.message}`, {
      actual: refusal.rule,
      expected: undefined,
    })
  }
}

interface Answer<Event> {
  readonly events: readonly Event[]
  readonly refusal: RuleViolation | undefined
}

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

/** Type and data, and what else the expected event has. */
function fieldsOf(event: DecidedEvent, expected: DecidedEvent | undefined): object {
  const { type, data } = event
  const others = Object.keys(withoutUndefined(expected ?? event)).map((key) => [
    key,
    Reflect.get(event, key) as unknown,
  ])
  return { ...(Object.fromEntries(others) as object), type, data }
}

function withoutUndefined(event: object): object {
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined))
}
