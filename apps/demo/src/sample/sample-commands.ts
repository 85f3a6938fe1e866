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

/** A year of a small wholesaler: the same commands for the same seed, in the order of time. */
export function* sampleCommands(seed: number): Generator<Command<CommandDefinition>> {
  const random = new Random(seed)
  for (const [stockCode, description] of [...sampleProducts, carriage])
    yield listProduct({ stockCode, description })
  const countries = Array.from({ length: customers }, () => random.favourite(sampleCountries))
  for (const [index, country] of countries.entries()) {
    yield registerCustomer({ customerId: customerId(index), country })
  }
  yield goodsReceived()
  for (let number = 1; number <= orders; number++) {
    const buyer = Math.floor(random.next() ** 2 * customers)
    const country = countries[buyer] ?? sampleCountries[0]
    const head = { country, customerId: random.chance(0.9) ? customerId(buyer) : null }
    const lines = orderLines(random, country)
    const day = Math.floor(((number - 1) / orders) * 365)
    const invoicedAt = instant(day, random)
    yield placeOrder({ invoiceNo: String(100_000 + number), invoicedAt, ...head, lines })
    const [returned] = lines
    if (returned !== undefined && random.chance(0.06)) {
      const line = { ...returned, quantity: -random.between(1, returned.quantity) }
      yield returnGoods({ invoiceNo: `C${100_000 + number}`, invoicedAt, ...head, lines: [line] })
    }
  }
}

/** Goods come in by an adjustment without a price: each line changes the stock by its quantity, the other way round. */
function goodsReceived(): Command<CommandDefinition> {
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
