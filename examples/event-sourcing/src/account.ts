import { decider, type Decider } from '@uno-ts/cqrs-core'
import { RuleViolation, type Event } from '@uno-ts/types'

export type AccountCommand =
  | { readonly type: 'Open'; readonly owner: string }
  | { readonly type: 'Deposit' | 'Withdraw'; readonly cents: number }

export type AccountEvent =
  | Event<'AccountOpened', { readonly owner: string }>
  | Event<'Deposited', { readonly cents: number }>
  | Event<'Withdrawn', { readonly cents: number }>

/** What deciding needs to know of the past, and nothing else. */
export interface Account {
  readonly open: boolean
  readonly cents: number
}

/** The rules of an account: pure functions, no database. */
export const account: Decider<Account, AccountCommand, AccountEvent> = decider({
  category: 'account',
  initialState: (): Account => ({ open: false, cents: 0 }),
  decide(command: AccountCommand, { open, cents }): readonly AccountEvent[] {
    if (command.type === 'Open') {
      if (open) throw new RuleViolation('ACCOUNT_OPEN', 'the account is open already')
      return [{ type: 'AccountOpened', data: { owner: command.owner } }]
    }
    if (!open) throw new RuleViolation('ACCOUNT_NOT_OPEN', 'the account was never opened')
    switch (command.type) {
      case 'Deposit':
        return [{ type: 'Deposited', data: { cents: command.cents } }]
      case 'Withdraw':
        if (command.cents > cents) throw new RuleViolation('BALANCE_TOO_LOW', 'there is not enough in it')
        return [{ type: 'Withdrawn', data: { cents: command.cents } }]
    }
  },
  evolve(state, event: AccountEvent): Account {
    switch (event.type) {
      case 'AccountOpened':
        return { ...state, open: true }
      case 'Deposited':
        return { ...state, cents: state.cents + event.data.cents }
      case 'Withdrawn':
        return { ...state, cents: state.cents - event.data.cents }
    }
  },
})
