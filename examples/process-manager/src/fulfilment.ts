import { defineProcessManager } from '@uno-ts/cqrs-core'
import type { RecordedEvent } from '@uno-ts/types'
import { cancelOrder, refundPayment, requestPayment, shipOrder, type ShopEvent } from './messages.ts'

export interface Fulfilment {
  readonly orderId: string
  readonly item: string
  readonly cents: number
  readonly status: 'to be paid' | 'paid' | 'given up'
}

const minutes = 60_000
const days = 24 * 60 * minutes

/** An order is paid within a quarter of an hour and shipped; what cannot be shipped is paid back. */
export const fulfilment = defineProcessManager({
  name: 'fulfilment',
  on: { OrderPlaced: orderOf, PaymentTaken: orderOf, OrderShipped: orderOf },
  startedBy: ['OrderPlaced'],
  commands: [requestPayment, refundPayment, shipOrder, cancelOrder],
  deadlines: ['payment', 'latePayment'],

  initialState: (): Fulfilment => ({ orderId: '', item: '', cents: 0, status: 'to be paid' }),

  evolve(state, { type, data }): Fulfilment {
    switch (type) {
      case 'OrderPlaced':
        return { ...data, status: 'to be paid' }
      case 'PaymentTaken':
        return state.status === 'to be paid' ? { ...state, status: 'paid' } : state
      case 'DeadlinePassed':
      case 'CommandRefused':
      case 'CommandFailed':
        return { ...state, status: 'given up' }
      case 'OrderShipped':
        return state
    }
  },

  react({ orderId, item, cents, status }, { type, data }) {
    switch (type) {
      case 'OrderPlaced':
        return {
          commands: [requestPayment({ orderId, cents })],
          deadlines: { payment: { afterMs: 15 * minutes } },
        }
      case 'PaymentTaken':
        if (status === 'given up') return { commands: [refundPayment({ orderId, cents })], completed: true }
        return { commands: [shipOrder({ orderId, item })], deadlines: { payment: 'cancel' } }
      case 'OrderShipped':
        return { completed: true }
      case 'DeadlinePassed':
        if (data.name === 'latePayment') return { completed: true }
        return {
          commands: [cancelOrder({ orderId, reason: 'not paid in time' })],
          deadlines: { latePayment: { afterMs: 30 * days } }, // who pays now is paid back
        }
      case 'CommandRefused':
      case 'CommandFailed': {
        const cancelling = cancelOrder({ orderId, reason: data.rule ?? data.code })
        const refunding = refundPayment({ orderId, cents })
        const isPaid = data.command.type === 'ShipOrder'
        return { commands: isPaid ? [refunding, cancelling] : [cancelling], completed: true }
      }
    }
  },
})

function orderOf({ data }: RecordedEvent<ShopEvent>): string {
  return data.orderId
}
