import type { Event, RecordedEvent } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../define/define-command.ts'
import { defineProcessManager } from './define-process-manager.ts'

type OrderEvent =
  | Event<'OrderPlaced', { readonly orderId: string; readonly amount: number }>
  | Event<'OrderCancelled', { readonly orderId: string }>
type PaymentEvent = Event<'OrderPaid', { readonly orderNr: string }>

const pay = defineCommand({
  type: 'Pay',
  data: z.object({ orderId: z.string(), amount: z.number() }),
  result: z.void(),
})
const ship = defineCommand({ type: 'Ship', data: z.object({ to: z.string() }), result: z.void() })
const other = defineCommand({ type: 'Other', data: z.object({ to: z.string() }), result: z.void() })

const orderOf = ({ data }: RecordedEvent<OrderEvent>): string => data.orderId

const common = {
  name: 'fulfilment',
  on: { OrderPlaced: orderOf, OrderPaid: ({ data }: RecordedEvent<PaymentEvent>) => data.orderNr },
  commands: [pay, ship],
  initialState: (): { readonly paid: boolean } => ({ paid: false }),
} as const

// States, inputs, commands and deadlines are inferred.
defineProcessManager({
  ...common,
  startedBy: ['OrderPlaced'],
  deadlines: ['payment', 'shipment'],
  evolve(state, input) {
    expectTypeOf(state).toEqualTypeOf<{ readonly paid: boolean }>()
    // Only the events that have a key come: the type tells the data.
    expectTypeOf(input.type).toEqualTypeOf<
      'OrderPlaced' | 'OrderPaid' | 'DeadlinePassed' | 'CommandRefused' | 'CommandFailed'
    >()
    if (input.type === 'OrderPlaced') expectTypeOf(input.data.amount).toEqualTypeOf<number>()
    if (input.type === 'OrderPaid') expectTypeOf(input.data.orderNr).toEqualTypeOf<string>()
    return state
  },
  react(_state, input) {
    switch (input.type) {
      case 'OrderPlaced':
        return {
          commands: [pay({ orderId: '1', amount: 1 }), ship({ to: '' })],
          deadlines: { payment: new Date(0) },
        }
      case 'OrderPaid':
        return { deadlines: { payment: 'cancel', shipment: { afterMs: 1 } }, completed: true }
      case 'DeadlinePassed':
        expectTypeOf(input.data.name).toEqualTypeOf<'payment' | 'shipment'>()
        return undefined
      case 'CommandFailed':
      case 'CommandRefused': {
        const { command } = input.data
        expectTypeOf(command.type).toEqualTypeOf<'Pay' | 'Ship'>()
        if (command.type === 'Pay')
          expectTypeOf(command.data).toEqualTypeOf<{ orderId: string; amount: number }>()
        return {}
      }
    }
  },
})

const pure = { evolve: <State>(state: State): State => state }

// A command that is not named cannot be sent.
// @ts-expect-error -- `other` is not among the commands
defineProcessManager({ ...common, ...pure, react: () => ({ commands: [other({ to: '' })] }) })

// A deadline that is not named cannot be set.
defineProcessManager({
  ...common,
  ...pure,
  deadlines: ['payment'],
  // @ts-expect-error -- there is no deadline "paiment"
  react: () => ({ deadlines: { paiment: 'cancel' } }),
})

defineProcessManager({
  ...common,
  ...pure,
  // @ts-expect-error -- the function is not written for an event of this type
  on: { OrderShipped: orderOf },
  react: () => undefined,
})

defineProcessManager({
  ...common,
  ...pure,
  // @ts-expect-error -- a process begins with an event that is followed
  startedBy: ['OrderCancelled'],
  react: () => undefined,
})
