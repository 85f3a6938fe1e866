import { streamId, type Event, type EventStore } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { EventStoreTestHarness } from './event-store-test-harness.ts'

type OrderEvent = Event<'OrderPlaced', { readonly lines: number }> | Event<'OrderPaid', null>

const order = streamId('order', '1')
const placed: OrderEvent = { type: 'OrderPlaced', data: { lines: 2 } }
const pay = (store: EventStore) =>
  store.append(order, [{ type: 'OrderPaid', data: null }], { expectedVersion: 1 })

describe('an event store test harness', () => {
  it('knows what code has appended, beside what was given', async () => {
    const harness = new EventStoreTestHarness<OrderEvent>()
    await harness.given(order, placed)
    expect(await harness.when(pay)).toMatchObject({ ok: true, value: { streamVersion: 2 } })
    harness.assertNoErrors()
    harness.assertEventsPublished('OrderPaid')
    harness.assertEventPublished('OrderPaid', null)
    expect(harness.getEventsOfType('OrderPlaced')).toEqual([])
    expect(harness.events).toHaveLength(1)
    await harness.assertStream(order, placed, { type: 'OrderPaid', data: null })
    await harness.assertStreamVersion(order, 2)
    await harness.assertStreamVersion(streamId('order', '2'), 0)
  })

  it('keeps what code throws', async () => {
    const harness = new EventStoreTestHarness<OrderEvent>()
    await harness.when(pay)
    harness.assertRejected('ERR_CONCURRENCY')
    expect(harness.errors).toHaveLength(1)
    expect(() => harness.assertNoErrors()).toThrow(
      'expected no errors, found ERR_CONCURRENCY: stream "order-1" is at version 0, expected 1',
    )
  })

  it('says what a stream holds instead', async () => {
    const harness = new EventStoreTestHarness<OrderEvent>()
    await harness.given(order, placed)
    const failure = harness.assertStream(order, placed, { type: 'OrderPaid', data: null })
    await expect(failure).rejects.toThrow(`expected other events in stream "order-1"
- expected
+ found

  [
    {
      type: 'OrderPlaced'
      data: {
        lines: 2
      }
    }
-   {
-     type: 'OrderPaid'
-     data: null
-   }
  ]`)
    await expect(harness.assertStreamVersion(order, 2)).rejects.toThrow(
      'stream "order-1" is at version 1, expected 2',
    )
    await expect(harness.assertStream(order)).rejects.toThrow("+     type: 'OrderPlaced'")
  })
})
