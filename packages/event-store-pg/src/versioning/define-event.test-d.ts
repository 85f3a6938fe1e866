import type { Event } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { defineEvent, type EventOf } from './define-event.ts'
import { EventRegistry, type EventsOf } from './event-registry.ts'
import { withFields } from './with-fields.ts'

// Upcasters know the version they start from and the one they lead to.
const placed = defineEvent({
  type: 'OrderPlaced',
  schemas: [
    z.object({ lines: z.number() }),
    z.object({ lines: z.number(), currency: z.string() }),
    withFields(z.object({ total: z.bigint() }), { total: 'bigint' }),
  ],
  upcasters: [
    (data, { streamVersion }) => {
      expectTypeOf(data).toEqualTypeOf<{ lines: number }>()
      expectTypeOf(streamVersion).toEqualTypeOf<number>()
      return { lines: data.lines, currency: 'GBP' }
    },
    (data) => {
      expectTypeOf(data).toEqualTypeOf<{ lines: number; currency: string }>()
      return { total: BigInt(data.lines) }
    },
  ],
})
expectTypeOf<EventOf<typeof placed>>().toEqualTypeOf<Event<'OrderPlaced', { total: bigint }>>()

const one = z.object({ a: z.number() })
const two = z.object({ b: z.string() })
// @ts-expect-error data of the wrong version
defineEvent({ type: 'A', schemas: [one, two], upcasters: [() => ({ a: 1 })] })
// @ts-expect-error more upcasters than steps
defineEvent({ type: 'A', schemas: [one], upcasters: [() => ({ a: 1 })] })

// A retired type has no events of today.
const retired = defineEvent({
  type: 'OrderClosed',
  schemas: [one],
  becomes: { into: ['OrderPlaced'], split: ({ a }) => [{ type: 'OrderPlaced', data: { lines: a } }] },
})
expectTypeOf<EventOf<typeof retired>>().toEqualTypeOf<never>()

const cancelled = defineEvent({ type: 'OrderCancelled', schemas: [z.object({ reason: z.string() })] })
const registry = new EventRegistry({ events: [placed, cancelled, retired] })
expectTypeOf<EventsOf<typeof registry>>().toEqualTypeOf<
  Event<'OrderPlaced', { total: bigint }> | Event<'OrderCancelled', { reason: string }>
>()
