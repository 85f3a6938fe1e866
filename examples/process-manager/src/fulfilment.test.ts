import { commandFailed, commandRefused, deadlinePassed, ProcessManagerTest } from '@uno-ts/testing'
import { describe, it } from 'vitest'
import { fulfilment } from './fulfilment.ts'
import { cancelOrder, refundPayment, requestPayment, shipOrder } from './messages.ts'

const test = new ProcessManagerTest({ processManager: fulfilment })
const given: typeof test.given = (...inputs) => test.given(...inputs)

const orderId = '7'
const placed = { type: 'OrderPlaced', data: { orderId, item: 'teapot', cents: 1_200 } } as const
const paid = { type: 'PaymentTaken', data: { orderId } } as const
const shipped = { type: 'OrderShipped', data: { orderId, item: 'teapot' } } as const
const requesting = requestPayment({ orderId, cents: 1_200 })
const refunding = refundPayment({ orderId, cents: 1_200 })
const shipping = shipOrder({ orderId, item: 'teapot' })
const cancelling = (reason: string) => cancelOrder({ orderId, reason })

describe('the fulfilment of an order', () => {
  it('asks for its payment, and waits for a quarter of an hour', () => {
    given()
      .when(placed)
      .then({ commands: [requesting], deadlines: { payment: { afterMs: 900_000 } } })
  })

  it('ships what is paid, and ends with the shipment', () => {
    given(placed)
      .when(paid)
      .then({ commands: [shipping], deadlines: { payment: 'cancel' } })
    given(placed, paid).when(shipped).then({ completed: true })
  })

  it('cancels what is not paid in time, and pays back what comes too late', () => {
    const tooLate = deadlinePassed('payment')
    given(placed)
      .when(tooLate)
      .then({
        commands: [cancelling('not paid in time')],
        deadlines: { latePayment: { afterMs: 30 * 86_400_000 } },
      })
    given(placed, tooLate)
      .when(paid)
      .then({ commands: [refunding], completed: true })
    given(placed, tooLate).when(deadlinePassed('latePayment')).then({ completed: true })
  })

  it('pays back what cannot be shipped', () => {
    given(placed, paid)
      .when(commandRefused(shipping, 'OUT_OF_STOCK'))
      .then({ commands: [refunding, cancelling('OUT_OF_STOCK')], completed: true })
  })

  it('gives up when payment cannot be asked for', () => {
    given(placed)
      .when(commandFailed(requesting))
      .then({ commands: [cancelling('ERR_DATABASE')], completed: true })
  })
})
