import { z } from 'zod'
import { defineEvent, defineMerge, EventRegistry, withFields } from '../src/index.ts'

const placed = defineEvent({
  type: 'OrderPlaced',
  schemas: [
    z.object({ lines: z.number() }),
    withFields(z.object({ lines: z.number(), totalMilli: z.bigint() }), { totalMilli: 'bigint' }),
  ],
  upcasters: [({ lines }) => ({ lines, totalMilli: BigInt(lines) * 1_000n })],
})
const picked = defineEvent({ type: 'OrderPicked', schemas: [z.object({ by: z.string() })] })
const shipped = defineEvent({ type: 'OrderShipped', schemas: [z.object({ by: z.string() })] })
/** Became two. */
const fulfilled = defineEvent({
  type: 'OrderFulfilled',
  schemas: [z.object({ by: z.string() })],
  becomes: {
    into: ['OrderPicked', 'OrderShipped'],
    split: ({ by }) => [
      { type: 'OrderPicked', data: { by } },
      { type: 'OrderShipped', data: { by } },
    ],
  },
})
/** Became nothing. */
const viewed = defineEvent({
  type: 'OrderViewed',
  schemas: [z.object({})],
  becomes: { into: [], split: () => [] },
})
/** Became one together. */
const street = defineEvent({ type: 'StreetChanged', schemas: [z.object({ street: z.string() })] })
const city = defineEvent({ type: 'CityChanged', schemas: [z.object({ city: z.string() })] })
const address = defineEvent({
  type: 'AddressChanged',
  schemas: [z.object({ street: z.string(), city: z.string() })],
})

/** The types of a shop that has changed its mind now and then, in every way a registry knows. */
export const ordersThroughTime: EventRegistry = new EventRegistry({
  events: [placed, picked, shipped, fulfilled, viewed, street, city, address],
  merges: [
    defineMerge({
      types: ['StreetChanged', 'CityChanged'],
      into: 'AddressChanged',
      merge: (parts) => {
        const [one, two] = parts.map(({ data }) => data) as [{ street: string }, { city: string }]
        return { data: { ...one, ...two } }
      },
    }),
  ],
  unknownType: 'skip',
})
