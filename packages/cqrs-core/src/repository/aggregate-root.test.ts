import { InMemoryEventStore } from '@uno-ts/testing'
import { RuleViolation, type Event } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { AggregateRoot } from './aggregate-root.ts'
import { aggregate } from './aggregate.ts'
import { EventSourcedRepository } from './event-sourced-repository.ts'

type AccountEvent =
  | Event<'Deposited', { readonly amount: number }>
  | Event<'Withdrawn', { readonly amount: number }>

class Account extends AggregateRoot<AccountEvent> {
  #balance = 0

  get balance(): number {
    return this.#balance
  }

  deposit(amount: number): void {
    this.apply({ type: 'Deposited', data: { amount } })
  }

  withdraw(amount: number): void {
    if (amount > this.#balance) throw new RuleViolation('BALANCE_TOO_LOW', 'there is not enough')
    this.apply({ type: 'Withdrawn', data: { amount } })
  }

  protected override evolve(event: AccountEvent): void {
    switch (event.type) {
      case 'Deposited':
        this.#balance += event.data.amount
        break
      case 'Withdrawn':
        this.#balance -= event.data.amount
    }
  }
}

function accounts() {
  return new EventSourcedRepository({
    eventStore: new InMemoryEventStore(),
    decider: aggregate({ category: 'account', create: () => new Account() }),
  })
}

describe('an aggregate class', () => {
  it('changes at once by what it applies, and keeps it until it is stored', () => {
    const account = new Account()
    account.deposit(5)
    account.withdraw(2)

    expect(account.balance).toBe(3)
    expect(account.uncommittedEvents).toEqual([
      { type: 'Deposited', data: { amount: 5 } },
      { type: 'Withdrawn', data: { amount: 2 } },
    ])
  })

  it('takes in its history without anything to store', () => {
    const account = new Account()
    account.replay({ type: 'Deposited', data: { amount: 5 } })

    expect(account.balance).toBe(5)
    expect(account.uncommittedEvents).toEqual([])
  })

  it('is loaded, called and stored by a repository, each event with its effect once', async () => {
    const repository = accounts()
    const opened = await repository.transact('7', (account) => {
      account.deposit(5)
      account.deposit(4)
    })
    expect(opened).toMatchObject({ streamVersion: 2, written: true })
    expect(opened.state.balance).toBe(9)
    expect(opened.state.uncommittedEvents).toEqual([])

    await repository.transact('7', (account) => account.withdraw(2))
    const { state, streamVersion } = await repository.load('7')
    expect(state.balance).toBe(7)
    expect(streamVersion).toBe(3)
  })

  it('stores nothing when a method refuses half way', async () => {
    const repository = accounts()
    const greedy = (account: Account) => {
      account.deposit(5)
      account.withdraw(6)
    }

    await expect(repository.transact('7', greedy)).rejects.toMatchObject({ rule: 'BALANCE_TOO_LOW' })
    expect(await repository.exists('7')).toBe(false)
  })
})
