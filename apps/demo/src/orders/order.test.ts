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
const dispatch = { invoiceNo: '100001', dispatchedAt: '2010-12-01T15:00:00Z' }
const cancellation = {
  invoiceNo: '100001',
  cancelledAt: '2010-12-01T14:00:00Z',
  cancellationNo: 'C100001',
}
const place: OrderCommand = { type: 'PlaceOrder', data: sale }
const refuse: OrderCommand = { type: 'RefuseOrder', data: refusal }
const send: OrderCommand = { type: 'DispatchOrder', data: dispatch }
const cancel: OrderCommand = { type: 'CancelOrder', data: cancellation }
const dispatched: OrderEvent = { type: 'OrderDispatched', data: dispatch }
const cancelled: OrderEvent = { type: 'OrderCancelled', data: cancellation }
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

  it('leaves the house when it was placed', () => given(placed).when(send).then(dispatched))
  it('leaves the house only once', () =>
    given(placed, dispatched).when(send).thenRejects('ORDER_ALREADY_DISPATCHED'))
  it('is cancelled before it has left the house', () => given(placed).when(cancel).then(cancelled))
  it('is not cancelled after that', () =>
    given(placed, dispatched).when(cancel).thenRejects('ORDER_ALREADY_DISPATCHED'))
  it('does not leave the house after it was cancelled', () =>
    given(placed, cancelled).when(send).thenRejects('ORDER_ALREADY_CANCELLED'))
  it('is not placed again after it was cancelled', () =>
    given(placed, cancelled).when(place).thenRejects('ORDER_ALREADY_PLACED'))
  it('is there before it is changed', () => given().when(cancel).thenRejects('ORDER_NOT_FOUND'))
  it('stays refused, whatever is tried', () => given(refused).when(cancel).thenRejects('INSUFFICIENT_STOCK'))
})
