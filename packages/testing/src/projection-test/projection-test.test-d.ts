import type { Event, RecordedEvent, StreamId } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { EventSourcedAggregateTest } from '../aggregate-test/event-sourced-aggregate-test.ts'
import { foldInMemory } from './fold-in-memory.ts'
import { ProjectionTest } from './projection-test.ts'

type OrderEvent = Event<'OrderPlaced', { readonly lines: number }> | Event<'OrderPaid', null>

// A fold's events are those its function takes.
const orders = foldInMemory({
  name: 'orders',
  eventTypes: ['OrderPlaced', 'OrderPaid'],
  key: 'stream',
  evolve: (_row: object | undefined, event: RecordedEvent<OrderEvent>) => ({ type: event.type }),
})
const test = new ProjectionTest(orders)
void test.given({ type: 'OrderPlaced', data: { lines: 2 }, streamId: 'order-1' as StreamId }).thenRows()
// @ts-expect-error -- the data of another type
void test.given({ type: 'OrderPlaced', data: null })
// @ts-expect-error -- no event of the fold
void test.given({ type: 'OrderLost', data: null })

// An aggregate's events are those it has not committed, and its state is what `stateOf` says.
class Order {
  readonly uncommittedEvents: readonly OrderEvent[] = []
  replay(_event: OrderEvent): void {}
}
const order = new EventSourcedAggregateTest({ create: () => new Order(), stateOf: () => 7 })
const decided = order.given({ type: 'OrderPaid', data: null }).when((it) => {
  expectTypeOf(it).toEqualTypeOf<Order>()
})
expectTypeOf<Parameters<(typeof decided)['thenState']>>().toEqualTypeOf<[expected: number]>()
// @ts-expect-error -- no event of the aggregate
order.given({ type: 'OrderLost', data: null })
