import { decider, type Decider } from '@uno-ts/cqrs-core'
import { RuleViolation, type Event } from '@uno-ts/types'

export type OrderPlaced = Event<'OrderPlaced', { readonly lines: number }>

/** What placing an order brings along. */
export interface Placing {
  readonly lines: number
}

/** Whether there is an order already. */
export interface Order {
  readonly placed: boolean
}

/** An order is placed once. */
export const order: Decider<Order, Placing, OrderPlaced> = decider({
  category: 'order',
  initialState: (): Order => ({ placed: false }),
  decide({ lines }: Placing, { placed }): readonly OrderPlaced[] {
    if (placed) throw new RuleViolation('ORDER_ALREADY_PLACED', 'the order was placed before')
    return [{ type: 'OrderPlaced', data: { lines } }]
  },
  evolve: (_state, _event: OrderPlaced) => ({ placed: true }),
})
