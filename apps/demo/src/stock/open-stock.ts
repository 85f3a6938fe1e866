import { defineCommand, readOptionsOf, unitOfWorkOf } from '@uno-ts/cqrs-core'
import { RuleViolation, type CommandHandler, type EventStore, type ReadOptions } from '@uno-ts/types'
import { z } from 'zod'
import type { StockKeeper } from './stock-keeper.ts'
import { mainStock, type Stocks } from './stock.ts'

export const openStock = defineCommand({
  type: 'OpenStock',
  summary: 'Opens the stock: every product starts with the same number of units, and orders reserve them.',
  data: z.strictObject({ units: z.int().min(0).max(1_000_000_000) }),
  result: z.object({ units: z.int() }),
  example: { units: 100 },
  rules: {
    STOCK_ALREADY_OPEN: 'The stock was opened with another number of units.',
    ORDERS_WITHOUT_STOCK: 'Orders were placed before without asking how much there is.',
  },
})

export interface OpenStockDependencies {
  readonly stocks: Stocks
  readonly stockKeeper: StockKeeper
  readonly eventStore: EventStore
}

export function openStockHandler(shop: OpenStockDependencies): CommandHandler<typeof openStock> {
  return async (data, context) => {
    const { state } = await shop.stocks.load(mainStock, context)
    if (state.units === undefined && (await hasInvoices(shop.eventStore, readOptionsOf(context)))) {
      throw new RuleViolation('ORDERS_WITHOUT_STOCK', 'orders were placed before without asking for stock')
    }
    await shop.stocks.transact(mainStock, { type: 'OpenStock', data }, context)
    unitOfWorkOf(context).onCommit(() => shop.stockKeeper.forget())
    return data
  }
}

async function hasInvoices(eventStore: EventStore, options: ReadOptions): Promise<boolean> {
  const types = ['OrderPlaced', 'GoodsReturned', 'AdjustmentBooked']
  const { events } = await eventStore.readPage({ filter: { types }, limit: 1, ...options })
  return events.length > 0
}
