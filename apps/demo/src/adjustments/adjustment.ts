import type { Decider, EventSourcedRepository } from '@uno-ts/cqrs-core'
import { RuleViolation, type Event } from '@uno-ts/types'
import type { Invoice } from '../invoices/invoice.ts'

export type AdjustmentEvent = Event<'AdjustmentBooked', Invoice>
export type AdjustmentCommand = { readonly type: 'BookAdjustment'; readonly data: Invoice }
export type Adjustment = { readonly status: 'absent' | 'booked' }

export type Adjustments = EventSourcedRepository<Adjustment, AdjustmentCommand, AdjustmentEvent>

/** A correction of the books, such as a bad debt written off. */
export const adjustment: Decider<Adjustment, AdjustmentCommand, AdjustmentEvent> = {
  category: 'adjustment',
  initialState: () => ({ status: 'absent' }),
  decide(command, state) {
    if (state.status === 'booked') {
      throw new RuleViolation('ADJUSTMENT_ALREADY_BOOKED', 'the adjustment was booked before')
    }
    return [{ type: 'AdjustmentBooked', data: command.data }]
  },
  evolve: () => ({ status: 'booked' }),
}
