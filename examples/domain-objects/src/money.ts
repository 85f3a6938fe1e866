import { RuleViolation } from '@uno-ts/types'

/** An amount in cents: whole, never negative, never changed. */
export class Money {
  static readonly none: Money = new Money(0)
  readonly #cents: number

  /** @throws RuleViolation `NO_AMOUNT` when `cents` is not a whole number from 0 */
  constructor(cents: number) {
    if (!Number.isSafeInteger(cents) || cents < 0)
      throw new RuleViolation('NO_AMOUNT', 'an amount is a whole number of cents')
    this.#cents = cents
  }

  get cents(): number {
    return this.#cents
  }

  plus(other: Money): Money {
    return new Money(this.#cents + other.#cents)
  }

  times(count: number): Money {
    return new Money(this.#cents * count)
  }

  exceeds(other: Money): boolean {
    return this.#cents > other.#cents
  }
}
