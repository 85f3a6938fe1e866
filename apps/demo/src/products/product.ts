import type { Decider, EventSourcedRepository } from '@uno-ts/cqrs-core'
import { RuleViolation, type Event } from '@uno-ts/types'

export interface ProductListing {
  /** As written, case-sensitive: `85123a` is another product than `85123A`. */
  readonly stockCode: string
  readonly description: string
  /** Set for what is no product: postage, a discount, a fee. */
  readonly service?: true | undefined
}

export type ProductEvent = Event<'ProductListed', ProductListing>
export type ProductCommand = { readonly type: 'ListProduct'; readonly data: ProductListing }
export type Product = { readonly status: 'absent' | 'listed' }

export type Products = EventSourcedRepository<Product, ProductCommand, ProductEvent>

/** A stock code: from now on invoices may name it. */
export const product: Decider<Product, ProductCommand, ProductEvent> = {
  category: 'product',
  initialState: () => ({ status: 'absent' }),
  decide(command, state) {
    if (state.status === 'listed') {
      throw new RuleViolation('PRODUCT_ALREADY_LISTED', 'the stock code was listed before')
    }
    return [{ type: 'ProductListed', data: command.data }]
  },
  evolve: () => ({ status: 'listed' }),
}
