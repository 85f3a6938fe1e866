import { EventSourcedRepository } from '@uno-ts/cqrs-core'
import { InMemoryEventStore } from '@uno-ts/testing'
import { describe, expect, it } from 'vitest'
import { Basket, baskets } from './basket.ts'
import { Money } from './money.ts'

const price = new Money(450)

describe('a basket', () => {
  it('adds up what is in it', () => {
    const basket = new Basket()
    basket.add('mug', 3, price)
    basket.add('mug', 1, price)
    basket.add('jug', 1, price)
    basket.remove('jug')
    expect(basket.total.cents).toBe(1_800)
    expect(basket.uncommittedEvents.map(({ type }) => type)).toEqual([
      'ItemAdded',
      'ItemAdded',
      'ItemAdded',
      'ItemRemoved',
    ])
  })

  it('notes nothing when what is removed is not in it', () => {
    const basket = new Basket()
    basket.remove('jug')
    expect(basket.uncommittedEvents).toEqual([])
  })

  it('has an upper bound', () => {
    const basket = new Basket()
    expect(() => basket.add('ring', 1, new Money(100_001))).toThrow('at most 1,000.00')
    expect(basket.uncommittedEvents).toEqual([])
  })

  it('is checked out once, and not empty', async () => {
    const repository = new EventSourcedRepository({
      eventStore: new InMemoryEventStore(),
      decider: baskets,
    })
    const checkOut = () => repository.transact('7', (basket) => basket.checkOut())
    await expect(checkOut()).rejects.toMatchObject({ rule: 'BASKET_EMPTY' })
    await repository.transact('7', (basket) => basket.add('mug', 3, price))
    expect((await checkOut()).streamVersion).toBe(2)
    await expect(checkOut()).rejects.toMatchObject({ rule: 'BASKET_CHECKED_OUT' })
  })
})

describe('an amount of money', () => {
  it.each([-1, 0.5, Number.NaN, Infinity])('is not %d cents', (cents) => {
    expect(() => new Money(cents)).toThrow('a whole number of cents')
  })
})
