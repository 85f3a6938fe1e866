import type { Decider, EventSourcedRepository } from '@uno-ts/cqrs-core'
import { RuleViolation, type Event } from '@uno-ts/types'

export interface StockOpening {
  /** What every product of the catalogue starts with, those listed later included. */
  readonly units: number
}

export type StockEvent = Event<'StockOpened', StockOpening>
export type StockCommand = { readonly type: 'OpenStock'; readonly data: StockOpening }
export type Stock = { readonly units: number | undefined }

export type Stocks = EventSourcedRepository<Stock, StockCommand, StockEvent>

/** The shop has one stock; its stream is `stock-main`. */
export const mainStock = 'main'

/** The stock of the shop: opened once. A shop that never opens it sells without asking how much there is. */
export const stock: Decider<Stock, StockCommand, StockEvent> = {
  category: 'stock',
  initialState: () => ({ units: undefined }),
  decide(command, state) {
    if (state.units === undefined) return [{ type: 'StockOpened', data: command.data }]
    if (state.units === command.data.units) return []
    throw new RuleViolation(
      'STOCK_ALREADY_OPEN',
      `the stock was opened with ${state.units} units of every product, expected the same number`,
      { details: { units: state.units } },
    )
  },
  evolve: (_state, event) => ({ units: event.data.units }),
}
