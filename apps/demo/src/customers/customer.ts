import type { Decider, EventSourcedRepository } from '@uno-ts/cqrs-core'
import { RuleViolation, type Event } from '@uno-ts/types'

export interface CustomerRegistration {
  readonly customerId: string
  readonly country: string
}

export type CustomerEvent = Event<'CustomerRegistered', CustomerRegistration>
export type CustomerCommand = { readonly type: 'RegisterCustomer'; readonly data: CustomerRegistration }
export type Customer = { readonly status: 'absent' | 'registered' }

export type Customers = EventSourcedRepository<Customer, CustomerCommand, CustomerEvent>

/** A customer: from now on invoices may be made out to them. */
export const customer: Decider<Customer, CustomerCommand, CustomerEvent> = {
  category: 'customer',
  initialState: () => ({ status: 'absent' }),
  decide(command, state) {
    if (state.status === 'registered') {
      throw new RuleViolation('CUSTOMER_ALREADY_REGISTERED', 'the customer was registered before')
    }
    return [{ type: 'CustomerRegistered', data: command.data }]
  },
  evolve: () => ({ status: 'registered' }),
}
