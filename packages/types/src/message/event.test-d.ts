import { expectTypeOf } from 'vitest'
import type { Event, RecordedEvent } from './event.ts'
import type { EventOfType } from '../projection/projection.ts'

type OrderEvent =
  | Event<'OrderPlaced', { readonly lines: number }>
  | Event<'OrderCancelled', { readonly reason: string }>

declare const recorded: RecordedEvent<OrderEvent>

// A union of events is recorded as a union: the type tells the data.
if (recorded.type === 'OrderPlaced') expectTypeOf(recorded.data).toEqualTypeOf<{ readonly lines: number }>()
else expectTypeOf(recorded.data).toEqualTypeOf<{ readonly reason: string }>()

// What was recorded may be appended again.
expectTypeOf<RecordedEvent<OrderEvent>>().toExtend<OrderEvent>()
expectTypeOf<EventOfType<OrderEvent, 'OrderPlaced'>['data']>().toEqualTypeOf<{ readonly lines: number }>()
