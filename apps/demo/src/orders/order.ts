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

/** The goods have left the house. */
export interface OrderDispatch {
  readonly invoiceNo: string
  readonly dispatchedAt: string
}

/** The sale is undone before its goods have left. */
export interface OrderCancellation {
  readonly invoiceNo: string
  readonly cancelledAt: string
  /** The invoice that books its lines the other way round. */
  readonly cancellationNo: string
}

export type OrderEvent =
  | Event<'OrderPlaced', Invoice>
  | Event<'OrderRefused', OrderRefusal>
  | Event<'OrderDispatched', OrderDispatch>
  | Event<'OrderCancelled', OrderCancellation>

export type OrderCommand =
  | { readonly type: 'PlaceOrder'; readonly data: Invoice }
  | { readonly type: 'RefuseOrder'; readonly data: OrderRefusal }
  | { readonly type: 'DispatchOrder'; readonly data: OrderDispatch }
  | { readonly type: 'CancelOrder'; readonly data: OrderCancellation }

export type Order =
  | { readonly status: 'absent' }
  | { readonly status: 'placed' | 'dispatched' | 'cancelled'; readonly sale: Invoice }
  | { readonly status: 'refused'; readonly refusal: OrderRefusal }

export type Orders = EventSourcedRepository<Order, OrderCommand, OrderEvent>

/**
 * A sale: placed once, or refused once for want of stock; asking again gives the same answer. What was placed is
 * dispatched or cancelled, whichever comes first.
 */
export const order: Decider<Order, OrderCommand, OrderEvent> = {
  category: 'order',
  initialState: () => ({ status: 'absent' }),
  decide(command, state) {
    if (state.status === 'refused') throw insufficientStock(state.refusal.shortages)
    switch (command.type) {
      case 'PlaceOrder':
        mustBeAbsent(state)
        return [{ type: 'OrderPlaced', data: command.data }]
      case 'RefuseOrder':
        mustBeAbsent(state)
        return [{ type: 'OrderRefused', data: command.data }]
      case 'DispatchOrder':
        mustBeOpen(state)
        return [{ type: 'OrderDispatched', data: command.data }]
      case 'CancelOrder':
        mustBeOpen(state)
        return [{ type: 'OrderCancelled', data: command.data }]
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'OrderPlaced':
        return { status: 'placed', sale: event.data }
      case 'OrderRefused':
        return { status: 'refused', refusal: event.data }
      case 'OrderDispatched':
        return 'sale' in state ? { ...state, status: 'dispatched' } : state
      case 'OrderCancelled':
        return 'sale' in state ? { ...state, status: 'cancelled' } : state
    }
  },
}

function mustBeAbsent({ status }: Order): void {
  if (status !== 'absent') throw new RuleViolation('ORDER_ALREADY_PLACED', 'the order was placed before')
}

function mustBeOpen({ status }: Order): void {
  if (status === 'absent') throw new RuleViolation('ORDER_NOT_FOUND', 'there is no such order')
  if (status === 'cancelled') {
    throw new RuleViolation('ORDER_ALREADY_CANCELLED', 'the order was cancelled before')
  }
  if (status === 'dispatched') {
    throw new RuleViolation('ORDER_ALREADY_DISPATCHED', 'the goods of the order have left the house')
  }
}
