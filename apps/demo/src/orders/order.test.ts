import { specification } from '@uno-ts/testing'
import { describe, it } from 'vitest'
import type { Invoice } from '../invoices/invoice.ts'
import { order, type OrderCommand, type OrderEvent, type OrderRefusal } from './order.ts'

const given = specification(order)

const sale: Invoice = {
  invoiceNo: '100001',
  invoicedAt: '2010-12-01T08:26:00Z',
  country: 'France',
  customerId: '12583',
  lines: [{ stockCode: '10001', description: 'ENAMEL MILK JUG', quantity: 12, unitPriceMilli: 2_950 }],
}
const refusal: OrderRefusal = {
  invoiceNo: '100001',
  invoicedAt: '2010-12-01T08:26:00Z',
  shortages: [{ stockCode: '10001', requested: 12, available: 3 }],
}
const place: OrderCommand = { type: 'PlaceOrder', data: sale }
const refuse: OrderCommand = { type: 'RefuseOrder', data: refusal }
const placed: OrderEvent = { type: 'OrderPlaced', data: sale }
const refused: OrderEvent = { type: 'OrderRefused', data: refusal }

describe('an order', () => {
  it('is placed with all that stands on it', () => given().when(place).then(placed))
  it('is placed only once', () => given(placed).when(place).thenRejects('ORDER_ALREADY_PLACED'))
  it('is refused when there is not enough', () => given().when(refuse).then(refused))
  it('stays refused, however much there is later', () =>
    given(refused).when(place).thenRejects('INSUFFICIENT_STOCK'))
  it('is not refused after it was placed', () =>
    given(placed).when(refuse).thenRejects('ORDER_ALREADY_PLACED'))
})
