import type { Decider, EventSourcedRepository } from '@uno-ts/cqrs-core'
import { RuleViolation, type Event } from '@uno-ts/types'
import type { Invoice } from '../invoices/invoice.ts'

export type ReturnEvent = Event<'GoodsReturned', Invoice>
export type ReturnCommand = { readonly type: 'ReturnGoods'; readonly data: Invoice }
export type GoodsReturn = { readonly status: 'absent' | 'returned' }

export type Returns = EventSourcedRepository<GoodsReturn, ReturnCommand, ReturnEvent>

/** Goods that come back. The document does not say which sale it cancels, so it is taken as it is. */
export const goodsReturn: Decider<GoodsReturn, ReturnCommand, ReturnEvent> = {
  category: 'return',
  initialState: () => ({ status: 'absent' }),
  decide(command, state) {
    if (state.status === 'returned') {
      throw new RuleViolation('GOODS_ALREADY_RETURNED', 'the goods of this cancellation came back before')
    }
    return [{ type: 'GoodsReturned', data: command.data }]
  },
  evolve: () => ({ status: 'returned' }),
}
