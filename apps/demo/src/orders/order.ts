import type { Decider, EventSourcedRepository } from '@uno-ts/cqrs-core'
import { RuleViolation, type Event } from '@uno-ts/types'
import type { Invoice } from '../invoices/invoice.ts'
import { insufficientStock, type Shortage } from '../stock/shortage.ts'

/** A sale as it was asked for and could not be met: nothing was taken from the stock. */
export interface OrderRefusal {
  readonly invoiceNo: string
  readonly invoicedAt: string
  readonly shortages: readonly Shortage[]
}

export type OrderEvent = Event<'OrderPlaced', Invoice> | Event<'OrderRefused', OrderRefusal>

export type OrderCommand =
  | { readonly type: 'PlaceOrder'; readonly data: Invoice }
  | { readonly type: 'RefuseOrder'; readonly data: OrderRefusal }

export type Order =
  | { readonly status: 'absent' }
  | { readonly status: 'placed' }
  | { readonly status: 'refused'; readonly refusal: OrderRefusal }

export type Orders = EventSourcedRepository<Order, OrderCommand, OrderEvent>

/** A sale: placed once, or refused once for want of stock; asking again gives the same answer. */
export const order: Decider<Order, OrderCommand, OrderEvent> = {
  category: 'order',
  initialState: () => ({ status: 'absent' }),
  decide(command, state) {
    if (state.status === 'refused') throw insufficientStock(state.refusal.shortages)
    if (state.status === 'placed') {
      throw new RuleViolation('ORDER_ALREADY_PLACED', 'the order was placed before')
    }
    switch (command.type) {
      case 'PlaceOrder':
        return [{ type: 'OrderPlaced', data: command.data }]
      case 'RefuseOrder':
        return [{ type: 'OrderRefused', data: command.data }]
    }
  },
  evolve(_state, event) {
    switch (event.type) {
      case 'OrderPlaced':
        return { status: 'placed' }
      case 'OrderRefused':
        return { status: 'refused', refusal: event.data }
    }
  },
}
