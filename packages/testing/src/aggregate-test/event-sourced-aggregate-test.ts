import { assertSame } from '../assertion/assert-same.ts'
import { decideTwice } from '../specification/decide-twice.ts'
import { Decision } from '../specification/decision.ts'
import type { DecidedEvent } from '../specification/specified-decider.ts'

/** As much of an aggregate written as a class as its test needs: every `AggregateRoot` fits it. */
export interface TestedAggregate<Event extends DecidedEvent> {
  /** What its methods have applied since it was loaded, in order. */
  readonly uncommittedEvents: readonly Event[]
  /** Takes in one event of its history. */
  replay(event: Event): void
}

/** What an {@link EventSourcedAggregateTest} is made of. */
export interface EventSourcedAggregateTestOptions<
  Aggregate extends TestedAggregate<DecidedEvent>,
  State = unknown,
> {
  /** Makes an aggregate to which nothing has happened. */
  readonly create: () => Aggregate
  /**
   * What the aggregate says of itself, as data: it is compared by `thenState`, and after each command with what replaying
   * its events leads to. Default: nothing, and neither is compared.
   */
  readonly stateOf?: ((aggregate: Aggregate) => State) | undefined
}

/**
 * Tells the behaviour of an aggregate written as a class as given / when / then, in any test runner.
 *
 * Each command runs twice, on two aggregates: one that reads a clock or draws ids gives itself away. With `stateOf`, so does
 * one whose fields change otherwise than by its events.
 *
 * @example
 * ```ts
 * import { AggregateRoot } from '@uno-ts/cqrs-core'
 * import { EventSourcedAggregateTest } from '@uno-ts/testing'
 * import { RuleViolation, type Event } from '@uno-ts/types'
 *
 * type AccountEvent = Event<'Deposited', { readonly amount: number }> | Event<'Withdrawn', { readonly amount: number }>
 *
 * class Account extends AggregateRoot<AccountEvent> {
 *   balance = 0
 *
 *   withdraw(amount: number): void {
 *     if (amount > this.balance) throw new RuleViolation('BALANCE_TOO_LOW', 'there is not enough in the account')
 *     this.apply({ type: 'Withdrawn', data: { amount } })
 *   }
 *
 *   protected override evolve({ type, data }: AccountEvent): void {
 *     this.balance += type === 'Deposited' ? data.amount : -data.amount
 *   }
 * }
 *
 * const account = new EventSourcedAggregateTest({ create: () => new Account(), stateOf: ({ balance }) => balance })
 * const deposited: AccountEvent = { type: 'Deposited', data: { amount: 5 } }
 *
 * account.given(deposited).when((it) => it.withdraw(3)).then({ type: 'Withdrawn', data: { amount: 3 } })
 * account.given(deposited).when((it) => it.withdraw(3)).thenState(2)
 * account.given(deposited).when((it) => it.withdraw(9)).thenRejects('BALANCE_TOO_LOW')
 * ```
 */
export class EventSourcedAggregateTest<Aggregate extends TestedAggregate<DecidedEvent>, State = unknown> {
  readonly #create: () => Aggregate
  readonly #stateOf: ((aggregate: Aggregate) => State) | undefined

  constructor({ create, stateOf }: EventSourcedAggregateTestOptions<Aggregate, State>) {
    this.#create = create
    this.#stateOf = stateOf
  }

  /** What happened before, as the events that say so. */
  given(...events: readonly EventOf<Aggregate>[]): {
    /** Calls a method of the aggregate that those events lead to. */
    when(act: (aggregate: Aggregate) => unknown): Decision<State, EventOf<Aggregate>>
  } {
    return { when: (act) => this.#decide(events, act) }
  }

  #decide(
    given: readonly EventOf<Aggregate>[],
    act: (aggregate: Aggregate) => unknown,
  ): Decision<State, EventOf<Aggregate>> {
    const stateOf = this.#stateOf ?? (() => undefined as State) // nothing is compared then
    let lived: State | undefined
    const decided = decideTwice<Aggregate, typeof act, EventOf<Aggregate>>(
      {
        initialState: this.#create,
        decide(act, aggregate) {
          act(aggregate)
          lived = stateOf(aggregate)
          return aggregate.uncommittedEvents
        },
        evolve(aggregate, event) {
          aggregate.replay(event)
          return aggregate
        },
      },
      given,
      act,
    )
    const state = stateOf(decided.state)
    if (decided.refusal === undefined) {
      assertSame(state, lived, 'expected its events to lead to the state the aggregate was in')
    }
    return new Decision({ ...decided, state })
  }
}

/** The events of an aggregate. */
export type EventOf<Aggregate extends TestedAggregate<DecidedEvent>> = Aggregate['uncommittedEvents'][number]
