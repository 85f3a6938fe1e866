import type { Event, RecordedEvent } from '@uno-ts/types'
import { z } from 'zod'
import { defineCommand } from '../src/define/define-command.ts'
import { defineProcessManager } from '../src/process-manager/define-process-manager.ts'

export type ShopEvent =
  | Event<'OrderPlaced', { readonly orderId: string }>
  | Event<'OrderPaid', { readonly orderId: string }>
  | Event<'OrderShipped', { readonly orderId: string }>
  | Event<'OrderBroke', { readonly orderId: string }>

const data = z.object({ orderId: z.string() })

export const pay = defineCommand({ type: 'Pay', data, result: z.void() })
export const ship = defineCommand({ type: 'Ship', data, result: z.void() })
export const cancel = defineCommand({ type: 'Cancel', data, result: z.void() })

const orderOf = ({ data: { orderId } }: RecordedEvent<ShopEvent>): string => orderId

export interface Fulfilment {
  readonly orderId: string
  readonly inputs: readonly string[]
}

export const paymentMs = 60_000

/** What the process manager throws at `OrderBroke`, until it has been put right. */
export const bug = { isThere: true }

/** An order is paid within a minute and shipped, or else cancelled. */
export const fulfilment = defineProcessManager({
  name: 'fulfilment',
  on: { OrderPlaced: orderOf, OrderPaid: orderOf, OrderShipped: orderOf, OrderBroke: orderOf },
  startedBy: ['OrderPlaced'],
  commands: [pay, ship, cancel],
  deadlines: ['payment'],
  initialState: (): Fulfilment => ({ orderId: '', inputs: [] }),
  evolve({ orderId, inputs }, input) {
    const all = [...inputs, input.type]
    return { orderId: input.type === 'OrderPlaced' ? input.data.orderId : orderId, inputs: all }
  },
  react({ orderId }, input) {
    switch (input.type) {
      case 'OrderPlaced':
        return { commands: [pay({ orderId })], deadlines: { payment: { afterMs: paymentMs } } }
      case 'OrderPaid':
        return { commands: [ship({ orderId })], deadlines: { payment: 'cancel' } }
      case 'OrderShipped':
        return { completed: true }
      case 'OrderBroke':
        if (bug.isThere) throw new Error('it broke')
        return undefined
      case 'DeadlinePassed':
      case 'CommandRefused':
      case 'CommandFailed':
        return { commands: [cancel({ orderId })], completed: true }
    }
  },
})
