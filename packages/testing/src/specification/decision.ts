import type { RuleViolation } from '@uno-ts/types'
import { assertSame, refute } from '../assertion/assert-same.ts'
import type { Decided } from './decide-twice.ts'
import { fieldsOf, withoutUndefined } from './event-fields.ts'
import type { DecidedEvent } from './specified-decider.ts'

/** What was made of one command. Say what was expected by one of its methods. */
export class Decision<State, Event extends DecidedEvent> {
  readonly #events: readonly Event[]
  readonly #refusal: RuleViolation | undefined
  readonly #state: State

  constructor({ events, refusal, state }: Decided<State, Event>) {
    this.#events = events
    this.#refusal = refusal
    this.#state = state
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
      return refute(`expected a refusal by ${rule}, found ${typesOf(this.#events)}`, {
        actual: typesOf(this.#events),
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
    this.#mustBeAccepted(`expected ${typesOf(expected)}`)
    const actual = this.#events.map((event, index) => fieldsOf(event, expected[index]))
    const [wanted, found] = [typesOf(expected), typesOf(this.#events)]
    const sentence = wanted === found ? 'expected other events' : `expected ${wanted}, found ${found}`
    assertSame(actual, expected.map(withoutUndefined), sentence)
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

function typesOf(events: readonly DecidedEvent[]): string {
  return events.map(({ type }) => type).join(', ') || 'no events'
}
