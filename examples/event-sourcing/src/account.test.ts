import { EventSourcedRepository } from '@uno-ts/cqrs-core'
import { InMemoryEventStore, specification } from '@uno-ts/testing'
import { describe, expect, it } from 'vitest'
import { account, type AccountEvent } from './account.ts'

const given = specification(account)
const opened: AccountEvent = { type: 'AccountOpened', data: { owner: 'Ada' } }
const deposited: AccountEvent = { type: 'Deposited', data: { cents: 500 } }

describe('an account', () => {
  it('is opened', () => given().when({ type: 'Open', owner: 'Ada' }).then(opened))
  it('is opened once', () => given(opened).when({ type: 'Open', owner: 'Eve' }).thenRejects('ACCOUNT_OPEN'))
  it('takes money', () => given(opened).when({ type: 'Deposit', cents: 500 }).then(deposited))
  it('gives what it has', () =>
    given(opened, deposited)
      .when({ type: 'Withdraw', cents: 500 })
      .then({ type: 'Withdrawn', data: { cents: 500 } }))
  it('gives no more than that', () =>
    given(opened, deposited).when({ type: 'Withdraw', cents: 501 }).thenRejects('BALANCE_TOO_LOW'))
  it('does nothing before it is opened', () =>
    given().when({ type: 'Deposit', cents: 500 }).thenRejects('ACCOUNT_NOT_OPEN'))

  it('is the sum of its events when it is loaded', async () => {
    const accounts = new EventSourcedRepository({ eventStore: new InMemoryEventStore(), decider: account })
    await accounts.transact('7', { type: 'Open', owner: 'Ada' })
    await accounts.transact('7', { type: 'Deposit', cents: 500 })
    await accounts.transact('7', { type: 'Withdraw', cents: 120 })

    expect(await accounts.load('7')).toMatchObject({ state: { open: true, cents: 380 }, streamVersion: 3 })
  })
})
