import { RuleViolation, type Event } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { EventSourcedAggregateTest } from './event-sourced-aggregate-test.ts'

type AccountEvent = Event<'Deposited', { readonly amount: number }> | Event<'Closed', { readonly at: number }>

/** An aggregate of the shape of an `AggregateRoot`. */
class Account {
  readonly uncommittedEvents: AccountEvent[] = []
  balance = 0

  replay({ type, data }: AccountEvent): void {
    if (type === 'Deposited') this.balance += data.amount
  }

  deposit(amount: number): void {
    if (amount <= 0) throw new RuleViolation('NOTHING_TO_DEPOSIT', 'a deposit is more than nothing')
    this.apply({ type: 'Deposited', data: { amount } })
  }

  protected apply(event: AccountEvent): void {
    this.replay(event)
    this.uncommittedEvents.push(event)
  }
}

class HastyAccount extends Account {
  override deposit(amount: number): void {
    this.balance += amount // behind the back of its events
    super.deposit(amount)
  }
}

class RestlessAccount extends Account {
  static times = 0

  close(): void {
    this.apply({ type: 'Closed', data: { at: ++RestlessAccount.times } })
  }
}

const stateOf = ({ balance }: Account): number => balance
const account = new EventSourcedAggregateTest({ create: () => new Account(), stateOf })
const deposited = (amount: number): AccountEvent => ({ type: 'Deposited', data: { amount } })

const messageOf = (act: () => void): string => {
  try {
    act()
  } catch (error) {
    return (error as Error).message // an AssertionError
  }
  return 'held'
}

describe('the test of an aggregate', () => {
  it('tells what a method led to', () => {
    const deposit = account.given(deposited(5)).when((it) => it.deposit(3))
    expect(messageOf(() => deposit.then(deposited(3)))).toBe('held')
    expect(messageOf(() => deposit.thenState(8))).toBe('held')
    const refused = account.given(deposited(5)).when((it) => it.deposit(0))
    expect(messageOf(() => refused.thenRejects('NOTHING_TO_DEPOSIT'))).toBe('held')
  })

  it('says what it led to instead', () => {
    const deposit = account.given(deposited(5)).when((it) => it.deposit(3))
    expect(messageOf(() => deposit.then(deposited(4)))).toContain('-       amount: 4\n+       amount: 3')
    expect(messageOf(() => deposit.thenState(9))).toBe(
      'expected another state\n- expected\n+ found\n\n- 9\n+ 8',
    )
    expect(messageOf(() => deposit.thenRejects('NOTHING_TO_DEPOSIT'))).toBe(
      'expected a refusal by NOTHING_TO_DEPOSIT, found Deposited',
    )
  })

  it('finds fields that change otherwise than by events', () => {
    const hasty = new EventSourcedAggregateTest({ create: () => new HastyAccount(), stateOf })
    expect(messageOf(() => void hasty.given().when((it) => it.deposit(3)))).toBe(
      'expected its events to lead to the state the aggregate was in\n- expected\n+ found\n\n- 6\n+ 3',
    )
  })

  it('finds a method that comes to something else the second time', () => {
    const restless = new EventSourcedAggregateTest({ create: () => new RestlessAccount() })
    expect(messageOf(() => void restless.given().when((it) => it.close()))).toContain(
      'expected the same decision twice',
    )
  })
})
