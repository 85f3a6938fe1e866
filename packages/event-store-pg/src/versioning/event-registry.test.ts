import { silentLogger, streamId } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { storedEvent } from '../../test/stored-event.ts'
import { defineEvent } from './define-event.ts'
import { defineMerge } from './define-merge.ts'
import { EventRegistry } from './event-registry.ts'
import { withFields } from './with-fields.ts'

const placed = defineEvent({
  type: 'OrderPlaced',
  schemas: [
    z.object({ lines: z.number() }),
    z.object({ lines: z.number(), currency: z.string() }),
    z.object({ lines: z.number().int().positive(), money: z.object({ currency: z.string() }) }),
  ],
  upcasters: [
    ({ lines }) => ({ lines, currency: 'GBP' }),
    ({ lines, currency }) => ({ lines, money: { currency } }),
  ],
})
const cancelled = defineEvent({ type: 'OrderCancelled', schemas: [z.object({ reason: z.string() })] })

const thrown = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('expected an error')
}

describe('appending through a registry', () => {
  const registry = new EventRegistry({ events: [placed, cancelled] })

  it("stores today's version of what the schema lets pass", () => {
    const data = { lines: 3, money: { currency: 'GBP', note: 'left out' } }

    expect(registry.encode({ type: 'OrderPlaced', data })).toEqual({
      type: 'OrderPlaced',
      schemaVersion: 3,
      data: { lines: 3, money: { currency: 'GBP' } },
    })
  })

  it('refuses data that does not fit, and lists every failing path', () => {
    expect(
      thrown(() => registry.encode({ type: 'OrderPlaced', data: { lines: 0, money: {} } })),
    ).toMatchObject({
      code: 'ERR_VALIDATION',
      subject: 'OrderPlaced',
      issues: [{ path: ['lines'] }, { path: ['money', 'currency'] }],
    })
  })

  it.each([
    [
      'another version',
      { type: 'OrderPlaced', data: { lines: 1 }, schemaVersion: 1 },
      'expected version 3, found 1',
    ],
    ['an unknown type', { type: 'OrderLost', data: {} }, 'found one it does not know'],
  ])('refuses %s', (_what, event, message) => {
    expect(thrown(() => registry.encode(event))).toMatchObject({
      code: 'ERR_VALIDATION',
      message: expect.stringContaining(message),
    })
  })

  it('refuses a retired type and says what it has become', () => {
    const retired = defineEvent({
      type: 'OrderClosed',
      schemas: [z.object({})],
      becomes: { into: ['OrderCancelled'], split: () => [] },
    })
    const registry = new EventRegistry({ events: [retired, cancelled] })

    expect(() => registry.encode({ type: 'OrderClosed', data: {} })).toThrow(
      'retired, expected OrderCancelled',
    )
  })

  it('refuses a schema that answers later: nothing could wait for it', () => {
    const later = z.object({}).refine(async () => false)
    const registry = new EventRegistry({ events: [defineEvent({ type: 'Late', schemas: [later] })] })

    expect(thrown(() => registry.encode({ type: 'Late', data: {} }))).toMatchObject({
      code: 'ERR_CONFIGURATION',
    })
  })

  it('lets unknown types pass as they are where they may be raw', () => {
    const registry = new EventRegistry({ events: [placed], unknownType: 'raw' })

    expect(registry.encode({ type: 'Foreign', data: { any: 1 }, schemaVersion: 4 })).toEqual({
      type: 'Foreign',
      schemaVersion: 4,
      data: { any: 1 },
    })
  })
})

describe('reading through a registry', () => {
  const registry = new EventRegistry({ events: [placed, cancelled] })

  it('gives the very list when nothing is old', () => {
    const stored = [
      storedEvent({ type: 'OrderPlaced', schemaVersion: 3 }),
      storedEvent({ type: 'OrderCancelled' }),
    ]

    expect(registry.decode(stored)).toBe(stored)
  })

  it('brings every older version to the last one, and leaves the rest of the event as it is', () => {
    const first = storedEvent({ type: 'OrderPlaced', data: { lines: 2 } })
    const second = storedEvent({ type: 'OrderPlaced', schemaVersion: 2, data: { lines: 2, currency: 'EUR' } })

    expect(registry.decode([first, second])).toEqual([
      { ...first, schemaVersion: 3, data: { lines: 2, money: { currency: 'GBP' } } },
      { ...second, schemaVersion: 3, data: { lines: 2, money: { currency: 'EUR' } } },
    ])
  })

  it('does not touch what it was given', () => {
    const stored = storedEvent({ type: 'OrderPlaced', data: Object.freeze({ lines: 2 }) })
    registry.decode([stored])

    expect(stored).toMatchObject({ schemaVersion: 1, data: { lines: 2 } })
  })

  it('gives upcasters the event at their version', () => {
    const dated = defineEvent({
      type: 'Dated',
      schemas: [z.object({}), z.object({ on: z.string() }), z.object({ on: z.string(), from: z.number() })],
      upcasters: [
        (_data, { recordedAt }) => ({ on: recordedAt.toISOString() }),
        ({ on }, { schemaVersion }) => ({ on, from: schemaVersion }),
      ],
    })
    const [event] = new EventRegistry({ events: [dated] }).decode([storedEvent({ type: 'Dated' })])

    expect(event?.data).toEqual({ on: '2026-01-01T00:00:00.000Z', from: 2 })
  })

  it('names an upcaster that fails by its event, with what it threw as the cause and no data', () => {
    const fragile = defineEvent({
      type: 'Fragile',
      schemas: [z.object({ secret: z.string() }), z.object({})],
      upcasters: [
        ({ secret }) => {
          throw new Error(`cannot take ${secret}`)
        },
      ],
    })
    const stored = storedEvent({ type: 'Fragile', streamVersion: 5, data: { secret: 'hush' } })
    const error = thrown(() => new EventRegistry({ events: [fragile] }).decode([stored]))

    expect(error).toMatchObject({
      code: 'ERR_EVENT_DECODING',
      reason: 'data',
      eventType: 'Fragile',
      schemaVersion: 1,
      streamId: 'order-7',
      streamVersion: 5,
      globalPosition: 5n,
      cause: new Error('cannot take hush'),
    })
    expect(error).not.toHaveProperty('message', expect.stringContaining('hush'))
  })
})

describe('what a registry does not know', () => {
  const lost = storedEvent({ type: 'OrderLost', streamVersion: 4, data: { secret: 'hush' } })
  const newer = storedEvent({
    type: 'OrderCancelled',
    schemaVersion: 2,
    streamVersion: 4,
    data: { secret: 'hush' },
  })

  it.each([
    ['type', lost, 'the type is unknown: "OrderLost" version 1'],
    ['version', newer, 'the version is unknown, 1 is the last: "OrderCancelled" version 2'],
  ])('is an error by default that names the %s, its stream and place, never data', (what, event, message) => {
    expect(thrown(() => new EventRegistry({ events: [cancelled] }).decode([event]))).toMatchObject({
      code: 'ERR_EVENT_DECODING',
      reason: `unknown-${what}`,
      retryable: false,
      message: `${message} at version 4 of stream "order-7", position 4`,
    })
  })

  it.each([0, -1, 1.5])('counts a version %s as unknown', (schemaVersion) => {
    const event = storedEvent({ type: 'OrderCancelled', schemaVersion })

    expect(() => new EventRegistry({ events: [cancelled] }).decode([event])).toThrow('the version is unknown')
  })

  it('is left out where the policy says so, and logged once for each type and version', () => {
    const warned: object[] = []
    const warn = (facts: object | string): void => void (typeof facts === 'object' && warned.push(facts))
    const logger = { ...silentLogger, warn }
    const registry = new EventRegistry({
      events: [cancelled],
      unknownType: 'skip',
      unknownVersion: 'skip',
      logger,
    })
    const known = storedEvent({ type: 'OrderCancelled' })

    expect(registry.decode([lost, known, newer, lost])).toEqual([known])
    expect(warned).toEqual([
      { type: 'OrderLost', schemaVersion: 1, streamId: 'order-7', streamVersion: 4 },
      { type: 'OrderCancelled', schemaVersion: 2, streamId: 'order-7', streamVersion: 4 },
    ])
  })

  it('is given as it is stored where the policy says so, each policy for itself', () => {
    const raw = new EventRegistry({ events: [cancelled], unknownVersion: 'raw' })

    expect(raw.decode([newer])).toEqual([newer])
    expect(() => raw.decode([lost])).toThrow('the type is unknown')
  })
})

describe('an event that becomes several', () => {
  const shipped = defineEvent({
    type: 'Shipped',
    schemas: [z.object({ to: z.string() }), z.object({ to: z.string(), by: z.string() })],
    upcasters: [({ to }) => ({ to, by: 'post' })],
  })
  const paid = defineEvent({ type: 'Paid', schemas: [z.object({ milli: z.number() })] })
  const sold = defineEvent({
    type: 'Sold',
    schemas: [z.object({ milli: z.number(), to: z.string() })],
    becomes: {
      into: ['Paid', 'Shipped'],
      split: ({ milli, to }) => [
        { type: 'Paid', data: { milli } },
        { type: 'Shipped', data: { to } },
      ],
    },
  })
  const registry = new EventRegistry({ events: [sold, paid, shipped] })
  const stored = storedEvent({
    type: 'Sold',
    data: { milli: 5, to: 'Bath' },
    streamVersion: 9,
    tags: ['sale:1'],
    metadata: { correlationId: 'c' },
  })

  it('gives each piece its place, tags, time and metadata, and goes on to the last version of each', () => {
    const { type: _type, data: _data, id: _id, schemaVersion: _version, ...place } = stored

    expect(registry.decode([stored])).toEqual([
      { ...place, id: stored.id, type: 'Paid', schemaVersion: 1, data: { milli: 5 } },
      {
        ...place,
        id: expect.any(String),
        type: 'Shipped',
        schemaVersion: 2,
        data: { to: 'Bath', by: 'post' },
      },
    ])
  })

  it('gives each piece an id of its own, the same at every read', () => {
    const ids = [1, 2].map(() => registry.decode([stored]).map(({ id }) => id))

    expect(ids[0]).toEqual(ids[1])
    expect(new Set(ids[0]).size).toBe(2)
    expect(ids[0]?.[1]).toMatch(/^01890000-0000-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('may keep a piece of its own type at a newer version, and may become nothing', () => {
    const placed = defineEvent({
      type: 'Placed',
      schemas: [z.object({ paid: z.boolean() }), z.object({})],
      upcasters: [
        {
          into: ['Placed', 'Paid'],
          split: (data) => [
            { type: 'Placed', schemaVersion: 2, data: {} },
            ...(data.paid ? [{ type: 'Paid', data: { milli: 1 } }] : []),
          ],
        },
      ],
    })
    const noise = defineEvent({
      type: 'Noise',
      schemas: [z.object({})],
      becomes: { into: [], split: () => [] },
    })
    const registry = new EventRegistry({ events: [placed, paid, noise] })
    const types = (stored: Parameters<typeof registry.decode>[0]) =>
      registry.decode(stored).map(({ type, schemaVersion }) => `${type} ${schemaVersion}`)

    expect(types([storedEvent({ type: 'Placed', data: { paid: true } })])).toEqual(['Placed 2', 'Paid 1'])
    expect(types([storedEvent({ type: 'Placed', data: { paid: false } })])).toEqual(['Placed 2'])
    expect(
      types([storedEvent({ type: 'Noise' }), storedEvent({ type: 'Placed', schemaVersion: 2 })]),
    ).toEqual(['Placed 2'])
  })

  it('is found by the types it has become, however far back', () => {
    const ancient = defineEvent({
      type: 'Dealt',
      schemas: [z.object({})],
      becomes: { into: ['Sold'], split: () => [{ type: 'Sold', data: { milli: 1, to: 'York' } }] },
    })
    const registry = new EventRegistry({ events: [ancient, sold, paid, shipped] })

    expect(registry.storedTypes(['Paid']).toSorted()).toEqual(['Dealt', 'Paid', 'Sold'])
    expect(registry.storedTypes(['Sold', 'Other']).toSorted()).toEqual(['Dealt', 'Other', 'Sold'])
    expect(registry.decode([storedEvent({ type: 'Dealt' })]).map(({ type }) => type)).toEqual([
      'Paid',
      'Shipped',
    ])
  })

  it('fails when an upcaster makes what it does not declare, or a version that is not there', () => {
    const careless = (type: string, schemaVersion?: number) =>
      new EventRegistry({
        events: [
          defineEvent({
            type: 'Old',
            schemas: [z.object({})],
            becomes: { into: ['Paid'], split: () => [{ type, data: {}, schemaVersion }] },
          }),
          paid,
          shipped,
        ],
      })
    const stored = [storedEvent({ type: 'Old' })]

    expect(() => careless('Shipped').decode(stored)).toThrow('a "Shipped", which it does not declare')
    expect(() => careless('Paid', 7).decode(stored)).toThrow('an unknown "Paid" version 7')
  })

  it('fails when events become each other for ever', () => {
    const [ping, pong] = (['Ping', 'Pong'] as const).map((type, index, types) =>
      defineEvent({
        type,
        schemas: [z.object({})],
        becomes: { into: types, split: () => [{ type: types[1 - index] ?? type, data: {} }] },
      }),
    )
    const registry = new EventRegistry({ events: [ping, pong].filter((each) => each !== undefined) })

    expect(() => registry.decode([storedEvent({ type: 'Ping' })])).toThrow('go round in a circle')
  })
})

describe('events that become one', () => {
  const street = defineEvent({
    type: 'StreetChanged',
    schemas: [z.object({ street: z.string() }), z.object({ name: z.string() })],
    upcasters: [(data) => ({ name: data.street })],
  })
  const city = defineEvent({ type: 'CityChanged', schemas: [z.object({ city: z.string() })] })
  const address = defineEvent({
    type: 'AddressChanged',
    schemas: [z.object({ street: z.string(), city: z.string() })],
  })
  const together = defineMerge({
    types: ['StreetChanged', 'CityChanged'],
    into: 'AddressChanged',
    merge: (parts) => {
      const [{ name }, { city }] = parts.map(({ data }) => data) as [{ name: string }, { city: string }]
      return { data: { street: name, city } }
    },
  })
  const registry = new EventRegistry({ events: [street, city, address], merges: [together] })
  const metadata = { causationId: 'move' }
  const first = storedEvent({
    type: 'StreetChanged',
    data: { street: 'Mill Lane' },
    streamVersion: 3,
    metadata,
  })
  const second = storedEvent({
    type: 'CityChanged',
    data: { city: 'Bath' },
    streamVersion: 4,
    metadata,
    tags: ['t'],
  })
  const merged = {
    ...second,
    type: 'AddressChanged',
    schemaVersion: 1,
    data: { street: 'Mill Lane', city: 'Bath' },
  }

  it('stand as one in the place of the last, made of parts that are up to date', () => {
    expect(registry.decode([first, second])).toEqual([merged])
  })

  it('become the same whatever page they are read in, once the neighbours are asked', () => {
    expect(registry.neighbours([first])).toEqual([{ streamId: 'order-7', streamVersion: 4 }])
    expect(registry.neighbours([second])).toEqual([{ streamId: 'order-7', streamVersion: 3 }])
    expect(registry.neighbours([first, second])).toEqual([])
    expect([...registry.decode([first], [second]), ...registry.decode([second], [first])]).toEqual([merged])
  })

  it('become one among events of other streams', () => {
    const other = storedEvent({
      type: 'CityChanged',
      streamId: streamId('order', '8'),
      streamVersion: 4,
      metadata,
    })

    expect(registry.decode([first, other, second])).toEqual([other, merged])
  })

  it.each([
    ['the first is missing', [second], [second]],
    ['they are not neighbours', [first, { ...second, streamVersion: 5 }], undefined],
    ['they come in another order', [{ ...second, streamVersion: 2 }, first], undefined],
    [
      'something else caused the second',
      [first, { ...second, metadata: { causationId: 'other' } }],
      undefined,
    ],
    ['nobody knows what caused them', [first, second].map((each) => ({ ...each, metadata: {} })), undefined],
    ['one is of an unknown version', [first, { ...second, schemaVersion: 9 }], undefined],
  ])('stay what they are when %s', (_what, stored, expected) => {
    const registry = new EventRegistry({
      events: [street, city, address],
      merges: [together],
      unknownVersion: 'raw',
    })
    const types = registry.decode(stored).map(({ type }) => type)

    expect(types).toEqual((expected ?? stored).map(({ type }) => type))
  })

  it('belong together by the rule of the merge', () => {
    const sameMinute = defineMerge({
      ...together,
      together: (one, next) => +one.recordedAt === +next.recordedAt,
    })
    const registry = new EventRegistry({ events: [street, city, address], merges: [sameMinute] })

    expect(registry.decode([first, { ...second, metadata: {} }])).toEqual([{ ...merged, metadata: {} }])
  })

  it('are found by the type of the one', () => {
    expect(registry.storedTypes(['AddressChanged']).toSorted()).toEqual([
      'AddressChanged',
      'CityChanged',
      'StreetChanged',
    ])
  })

  it('asks for nothing before the first version of a stream', () => {
    const atStart = { ...second, streamVersion: 1 }

    expect(registry.neighbours([atStart])).toEqual([])
    expect(registry.decode([atStart])).toEqual([atStart])
  })
})

describe('declared fields', () => {
  const issued = defineEvent({
    type: 'SharesIssued',
    schemas: [
      withFields(
        z.object({
          shares: z.bigint(),
          at: z.date().optional(),
          holders: z.array(z.object({ held: z.bigint().nullable() })),
        }),
        { shares: 'bigint', at: 'date', 'holders.*.held': 'bigint' },
      ),
    ],
  })
  const registry = new EventRegistry({ events: [issued] })
  const data = {
    shares: 2n ** 80n,
    at: new Date('2026-02-03T04:05:06.789Z'),
    holders: [{ held: -1n }, { held: null }],
  }
  const json = {
    shares: '1208925819614629174706176',
    at: '2026-02-03T04:05:06.789Z',
    holders: [{ held: '-1' }, { held: null }],
  }

  it('are stored as strings and read as what they are', () => {
    expect(registry.encode({ type: 'SharesIssued', data }).data).toEqual(json)
    expect(registry.decode([storedEvent({ type: 'SharesIssued', data: json })])[0]?.data).toEqual(data)
  })

  it('may be absent', () => {
    const without = { shares: 1n, holders: [] }

    expect(registry.encode({ type: 'SharesIssued', data: without }).data).toEqual({
      shares: '1',
      holders: [],
    })
  })

  it('are an error when something else is stored, without its text', () => {
    const error = thrown(() =>
      registry.decode([storedEvent({ type: 'SharesIssued', data: { ...json, shares: 'hush' } })]),
    )

    expect(error).toMatchObject({ code: 'ERR_EVENT_DECODING' })
    expect(String(error)).not.toContain('hush')
  })

  it('are refused when the schema lets something else pass', () => {
    const loose = defineEvent({
      type: 'Loose',
      schemas: [withFields(z.object({ n: z.any() }), { n: 'bigint' })],
    })

    expect(
      thrown(() => new EventRegistry({ events: [loose] }).encode({ type: 'Loose', data: { n: 7 } })),
    ).toMatchObject({ code: 'ERR_VALIDATION', issues: [{ path: ['n'] }] })
  })

  it('reach upcasters of their version as what they are', () => {
    const counted = defineEvent({
      type: 'Counted',
      schemas: [withFields(z.object({ n: z.bigint() }), { n: 'bigint' }), z.object({ half: z.number() })],
      upcasters: [({ n }) => ({ half: Number(n / 2n) })],
    })
    const stored = storedEvent({ type: 'Counted', data: { n: '10' } })

    expect(new EventRegistry({ events: [counted] }).decode([stored])[0]?.data).toEqual({ half: 5 })
  })
})

describe('a registry that cannot work', () => {
  const plain = (type: string) => defineEvent({ type, schemas: [z.object({})] })
  const merge = (types: readonly string[], into: string) =>
    defineMerge({ types, into, merge: () => ({ data: {} }) })

  it.each<[string, () => unknown]>([
    ['has two definitions of one type', () => new EventRegistry({ events: [plain('A'), plain('A')] })],
    [
      'makes events of a type without definition',
      () =>
        new EventRegistry({
          events: [
            defineEvent({ type: 'A', schemas: [z.object({})], becomes: { into: ['B'], split: () => [] } }),
          ],
        }),
    ],
    [
      'merges a type twice',
      () =>
        new EventRegistry({
          events: ['A', 'B', 'C', 'D'].map(plain),
          merges: [merge(['A', 'B'], 'D'), merge(['B', 'C'], 'D')],
        }),
    ],
    [
      'merges a type without definition',
      () => new EventRegistry({ events: [plain('A'), plain('D')], merges: [merge(['A', 'B'], 'D')] }),
    ],
    [
      'merges a type that is split on its way',
      () =>
        new EventRegistry({
          events: [
            defineEvent({
              type: 'A',
              schemas: [z.object({}), z.object({})],
              upcasters: [{ into: ['D'], split: () => [] }],
            }),
            plain('B'),
            plain('D'),
          ],
          merges: [merge(['A', 'B'], 'D')],
        }),
    ],
    ['merges one type', () => merge(['A'], 'D')],
    ['merges a type with itself', () => merge(['A', 'A'], 'D')],
    ['lacks an upcaster', () => defineEvent({ type: 'A', schemas: [z.object({}), z.object({})] })],
    ['has a type without a name', () => plain('')],
  ])('is refused when it %s', (_what, make) => {
    expect(thrown(make)).toMatchObject({ code: 'ERR_CONFIGURATION' })
  })
})
