import { aggregate, AggregateRoot, type Decider } from '@uno-ts/cqrs-core'
import { RuleViolation, type Event } from '@uno-ts/types'
import { Money } from './money.ts'

/** Events are plain data: cents, not `Money`. What is stored outlives the classes of today. */
export type BasketEvent =
  | Event<'ItemAdded', { readonly sku: string; readonly count: number; readonly priceCents: number }>
  | Event<'ItemRemoved', { readonly sku: string }>
  | Event<'BasketCheckedOut', { readonly totalCents: number }>

const limit = new Money(100_000)

/** A basket: an aggregate as a class. Its methods check the rules, `evolve` alone changes its fields. */
export class Basket extends AggregateRoot<BasketEvent> {
  readonly #items = new Map<string, Money>()
  #checkedOut = false

  get total(): Money {
    return this.#items.values().reduce((sum, price) => sum.plus(price), Money.none)
  }

  add(sku: string, count: number, price: Money): void {
    this.#mustBeOpen()
    if (this.total.plus(price.times(count)).exceeds(limit))
      throw new RuleViolation('BASKET_TOO_DEAR', 'a basket holds goods for at most 1,000.00')
    this.apply({ type: 'ItemAdded', data: { sku, count, priceCents: price.cents } })
  }

  remove(sku: string): void {
    this.#mustBeOpen()
    if (this.#items.has(sku)) this.apply({ type: 'ItemRemoved', data: { sku } })
  }

  checkOut(): void {
    this.#mustBeOpen()
    if (this.#items.size === 0) throw new RuleViolation('BASKET_EMPTY', 'there is nothing in the basket')
    this.apply({ type: 'BasketCheckedOut', data: { totalCents: this.total.cents } })
  }

  protected override evolve({ type, data }: BasketEvent): void {
    switch (type) {
      case 'ItemAdded':
        this.#items.set(data.sku, this.#priceOf(data.sku).plus(new Money(data.priceCents).times(data.count)))
        break
      case 'ItemRemoved':
        this.#items.delete(data.sku)
        break
      case 'BasketCheckedOut':
        this.#checkedOut = true
    }
  }

  #priceOf(sku: string): Money {
    return this.#items.get(sku) ?? Money.none
  }

  #mustBeOpen(): void {
    if (this.#checkedOut) throw new RuleViolation('BASKET_CHECKED_OUT', 'the basket is checked out')
  }
}

/** How a repository makes baskets, and where it keeps their events. */
export const baskets: Decider<Basket, (basket: Basket) => void, BasketEvent> = aggregate({
  category: 'basket',
  create: () => new Basket(),
})
