import type { Event as DomainEvent } from '@uno-ts/types'

/**
 * An aggregate written as a class: its methods check the rules and `apply` events, `evolve` changes its fields. The
 * class knows nothing of storage; `aggregate` brings it to an `EventSourcedRepository`.
 *
 * Where there is a choice, a `Decider` needs less: no `this`, no base class, and its test needs neither.
 *
 * @example
 * ```ts
 * import { AggregateRoot } from '@uno-ts/cqrs-core'
 * import { RuleViolation, type Event } from '@uno-ts/types'
 *
 * type AccountEvent =
 *   | Event<'Deposited', { readonly amount: number }>
 *   | Event<'Withdrawn', { readonly amount: number }>
 *
 * class Account extends AggregateRoot<AccountEvent> {
 *   #balance = 0
 *
 *   deposit(amount: number): void {
 *     this.apply({ type: 'Deposited', data: { amount } })
 *   }
 *
 *   withdraw(amount: number): void {
 *     if (amount > this.#balance) throw new RuleViolation('BALANCE_TOO_LOW', 'there is not enough in the account')
 *     this.apply({ type: 'Withdrawn', data: { amount } })
 *   }
 *
 *   protected override evolve(event: AccountEvent): void {
 *     switch (event.type) {
 *       case 'Deposited':
 *         this.#balance += event.data.amount
 *         break
 *       case 'Withdrawn':
 *         this.#balance -= event.data.amount
 *     }
 *   }
 * }
 * ```
 */
export abstract class AggregateRoot<Event extends DomainEvent> {
  readonly #uncommitted: Event[] = []

  /** What its methods have applied since it was loaded, in order. */
  get uncommittedEvents(): readonly Event[] {
    return [...this.#uncommitted]
  }

  /** Takes in one event of its history. An event that it has just applied itself is ticked off instead: it has its effect. */
  replay(event: Event): void {
    if (this.#uncommitted[0] === event) this.#uncommitted.shift()
    else this.evolve(event)
  }

  /** Says that something happened: the fields change at once, and the event waits to be appended. */
  protected apply(event: Event): void {
    this.evolve(event)
    this.#uncommitted.push(event)
  }

  /** Changes the fields as one event says. It checks nothing: what happened has happened. */
  protected abstract evolve(event: Event): void
}
