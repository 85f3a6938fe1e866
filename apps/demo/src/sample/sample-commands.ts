import type { Command, CommandDefinition } from '@uno-ts/types'
import { bookAdjustment } from '../adjustments/book-adjustment.ts'
import { registerCustomer } from '../customers/register-customer.ts'
import { placeOrder } from '../orders/place-order.ts'
import { listProduct } from '../products/list-product.ts'
import { returnGoods } from '../returns/return-goods.ts'
import { Random } from './random.ts'
import { carriage, sampleCountries, sampleProducts, type SampleProduct } from './sample-catalogue.ts'

const customers = 60
const orders = 320
const firstDay = Date.UTC(2010, 11, 1)
const dayMs = 86_400_000

/** What fills a shop: first what invoices name, then the invoices. */
export interface SampleCommands {
  readonly introductions: readonly SampleCommand[]
  /** In the order of time. */
  readonly invoices: readonly SampleCommand[]
}

type SampleCommand = Command<CommandDefinition>

/** A year of a small wholesaler; the same for the same seed. */
export function sampleCommands(seed: number): SampleCommands {
  const random = new Random(seed)
  const countries = Array.from({ length: customers }, () => random.favourite(sampleCountries))
  return {
    introductions: [
      ...[...sampleProducts, carriage].map(([stockCode, description]) =>
        listProduct({ stockCode, description }),
      ),
      ...countries.map((country, index) => registerCustomer({ customerId: customerId(index), country })),
    ],
    invoices: [goodsReceived(), ...salesAndReturns(random, countries)],
  }
}

function* salesAndReturns(random: Random, countries: readonly string[]): Generator<SampleCommand> {
  for (let number = 1; number <= orders; number++) {
    const buyer = Math.floor(random.next() ** 2 * customers)
    const country = countries[buyer] ?? sampleCountries[0]
    const head = { country, customerId: random.chance(0.9) ? customerId(buyer) : null }
    const lines = orderLines(random, country)
    const invoicedAt = instant(Math.floor(((number - 1) / orders) * 365), random)
    yield placeOrder({ invoiceNo: String(100_000 + number), invoicedAt, ...head, lines })
    const [returned] = lines
    if (returned !== undefined && random.chance(0.06)) {
      const line = { ...returned, quantity: -random.between(1, returned.quantity) }
      yield returnGoods({ invoiceNo: `C${100_000 + number}`, invoicedAt, ...head, lines: [line] })
    }
  }
}

/** Goods come in by an adjustment without a price: each line changes the stock by its quantity, the other way round. */
function goodsReceived(): SampleCommand {
  return bookAdjustment({
    invoiceNo: 'A100000',
    invoicedAt: '2010-12-01T07:00:00Z',
    country: sampleCountries[0],
    lines: sampleProducts.map(([stockCode]) => {
      return { stockCode, description: 'Goods received', quantity: -5_000, unitPriceMilli: 0 }
    }),
  })
}

function orderLines(random: Random, country: string) {
  const chosen = new Set<SampleProduct>()
  const wanted = random.between(1, 9)
  while (chosen.size < wanted) chosen.add(random.favourite(sampleProducts))
  const lines = [...chosen].map(([stockCode, description, unitPriceMilli]) => {
    return {
      stockCode,
      description,
      quantity: random.between(1, 6) * (unitPriceMilli < 2_000 ? 12 : 2),
      unitPriceMilli,
    }
  })
  if (country === sampleCountries[0]) return lines
  const [stockCode, description, unitPriceMilli] = carriage
  return [...lines, { stockCode, description, quantity: 1, unitPriceMilli }]
}

function customerId(index: number): string {
  return String(20_001 + index)
}

/** A time of a working day. */
function instant(day: number, random: Random): string {
  const time = firstDay + day * dayMs + random.between(8 * 3_600, 18 * 3_600) * 1_000
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
