import { decider, type Decider } from '@uno-ts/cqrs-core'
import { RuleViolation, type Event } from '@uno-ts/types'

export type OrderPlaced = Event<'OrderPlaced', { readonly lines: number }>

/** An order; without lines it was never placed. */
export interface Order {
  readonly lines: number
}

export const order: Decider<Order, Order, OrderPlaced> = decider({
  category: 'order',
  initialState: (): Order => ({ lines: 0 }),
  decide(placing: Order, { lines }): readonly OrderPlaced[] {
    if (lines > 0) throw new RuleViolation('ORDER_ALREADY_PLACED', 'the order was placed before')
    return [{ type: 'OrderPlaced', data: { lines: placing.lines } }]
  },
  evolve: (_state, { data }: OrderPlaced): Order => data,
})
