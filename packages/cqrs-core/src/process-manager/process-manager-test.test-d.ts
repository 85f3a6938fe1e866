import { commandFailed, commandRefused, deadlinePassed, ProcessManagerTest } from '@uno-ts/testing'
import { cancel, fulfilment, pay } from '../../test/fulfilment.ts'

const test = new ProcessManagerTest({ processManager: fulfilment })
const paying = pay({ orderId: '7' })
const placed = { type: 'OrderPlaced', data: { orderId: '7' } } as const

// A definition fits the harness, which knows its inputs, commands and deadlines.
test
  .given(placed)
  .when(deadlinePassed('payment'))
  .then({ commands: [cancel({ orderId: '7' })], completed: true })
test.given(placed).when(commandRefused(paying, 'CARD_DECLINED')).thenNothing()
test
  .given(placed, commandFailed(paying))
  .when({ type: 'OrderPaid', data: { orderId: '7' } })
  .thenState({
    orderId: '7',
    inputs: [],
  })

// @ts-expect-error -- there is no such deadline
test.given().when(deadlinePassed('shipment'))
// @ts-expect-error -- the event has other data
test.given().when({ type: 'OrderPlaced', data: { orderNr: 7 } })
// @ts-expect-error -- there is no such event
test.given({ type: 'OrderLost', data: { orderId: '7' } })
test
  .given(placed)
  .when(placed)
  // @ts-expect-error -- there is no such deadline
  .then({ deadlines: { shipment: 'cancel' } })
