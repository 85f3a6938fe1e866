import {
  defaultTenant,
  globalPosition,
  InvalidArgumentError,
  streamId,
  type CommitPlan,
  type Event,
  type EventCodec,
} from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { consistencyMarker } from '../read/consistency-marker.ts'
import { appendPlan, checkedItems, type AppendPlan } from './append-plan.ts'

const happened: Event = { type: 'Happened', data: {} }
const given = '0190b6c0-0000-7000-8000-00000000000a'

const [a, b] = [streamId('test', 'a'), streamId('test', 'b')]

function planned(plan: CommitPlan, codec?: EventCodec): AppendPlan {
  let ids = 0
  const newId = () => `0190b6c0-0000-7000-8000-${String((ids += 1)).padStart(12, '0')}` as never
  return appendPlan(plan, { tenant: defaultTenant, codec, newId })
}

const to = (id: typeof a, ...events: readonly Event[]) =>
  ({ streamId: id, expectedVersion: 'any', events }) as const

describe('a plan', () => {
  it('has its streams in the order of their names, and remembers the caller’s', () => {
    const plan = planned({ appends: [to(b, happened), to(a, happened, happened)] })
    expect(plan.order).toEqual([b, a])
    expect(plan.streams.map((stream) => [stream.streamId, stream.count, stream.events.length])).toEqual([
      [a, 2, 2],
      [b, 1, 1],
    ])
    const three = ['c', 'a', 'b'].map((id) => to(streamId('test', id), happened))
    expect(planned({ appends: three }).streams.map(({ streamId: id }) => id)).toEqual([
      'test-a',
      'test-b',
      'test-c',
    ])
  })

  it('keeps what the caller expects beside the number the database knows it by', () => {
    const append = { streamId: a, expectedVersion: 'stream-exists', events: [] } as const
    expect(planned({ appends: [append] }).streams[0]).toMatchObject({
      expectedVersion: 'stream-exists',
      expected: -2,
      count: 0,
    })
  })

  it('belongs to its own tenant, else to that of its metadata, else to the store’s', () => {
    const appends = [to(a, happened)]
    const metadata = { tenant: 'of-metadata' }
    expect(planned({ appends, metadata, tenant: 'own' }).tenant).toBe('own')
    expect(planned({ appends, metadata }).tenant).toBe('of-metadata')
    expect(planned({ appends }).tenant).toBe(defaultTenant)
  })

  it('has ids made where there are none, and looks for events that were given theirs', () => {
    const fresh = planned({ appends: [to(a, happened, happened)] })
    expect(fresh.checkIds).toBe(false)
    expect(fresh.streams[0]?.events.map(({ id }) => id.at(-1))).toEqual(['1', '2'])
    const appends = [to(a, happened), to(b, happened, { ...happened, id: given })]
    const known = planned({ appends })
    expect(known.checkIds).toBe(true)
    expect(known.streams[1]?.events[1]?.id).toBe(given)
    expect(planned({ appends, idsAreNew: true }).checkIds).toBe(false)
  })

  it('makes a stream of its own for each event that belongs to none', () => {
    const plan = planned({ appends: [{ events: [happened, { ...happened, id: given }] }] })
    expect(plan.streams.map(({ streamId: id, expected }) => [id, expected])).toEqual([
      ['event-0190b6c0-0000-7000-8000-000000000001', 0],
      [`event-${given}`, 0],
    ])
    expect(plan.streams[0]?.events[0]?.id).toBe('0190b6c0-0000-7000-8000-000000000001')
  })

  it('puts its metadata under that of each event', () => {
    const [stream] = planned({ appends: [to(a, happened)], metadata: { actor: 'ada' } }).streams
    expect(stream?.events[0]?.metadata).toBe('{"actor":"ada"}')
  })

  it('is refused when it names a stream twice, or by no name, or says nothing at all', () => {
    expect(() => planned({ appends: [to(a, happened), to(b), to(a, happened)] })).toThrow(
      'a plan names each stream once, found "test-a" twice',
    )
    expect(() => planned({ appends: [to('' as typeof a, happened)] })).toThrow(InvalidArgumentError)
    expect(() => planned({ appends: [to(a, { ...happened, id: 'no id' })] })).toThrow(InvalidArgumentError)
    expect(() => planned({ appends: [{ events: [{ ...happened, id: 'no id' }] }] })).toThrow(
      InvalidArgumentError,
    )
    for (const empty of [{ appends: [] }, { appends: [], conditions: [] }, { appends: [{ events: [] }] }]) {
      expect(() => planned(empty)).toThrow('a plan needs an append or a condition')
    }
  })
})

describe('the conditions of a plan', () => {
  const query = {
    items: [
      { types: ['Happened'], tags: [] },
      { tags: ['a:1'], types: [] },
    ],
  }

  it('begin at their markers, or at the beginning of the log', () => {
    const after = consistencyMarker(globalPosition(7))
    const plan = planned({
      appends: [],
      conditions: [{ failIfEventsMatch: query, after }, { failIfEventsMatch: query }],
    })
    const items = [
      { types: ['Happened'], tags: undefined },
      { types: undefined, tags: ['a:1'] },
    ]
    expect(plan.conditions).toEqual([
      { after: '7', items },
      { after: '0', items },
    ])
    expect(plan.locks.slice(1).every((lock) => lock < 0)).toBe(true)
    expect(plan.locks).toHaveLength(3)
  })

  it('are none, and take no locks of their own, when there are none', () => {
    expect(planned({ appends: [to(a, happened)] }).conditions).toEqual([])
  })

  it('ask for stored types, with their locks', () => {
    const codec: EventCodec = {
      encode: ({ type }) => ({ type, schemaVersion: 1, data: null }),
      decode: (events) => events,
      storedTypes: (types) => [...types, 'Older'],
    }
    const plan = planned(
      { appends: [], conditions: [{ failIfEventsMatch: { items: [{ types: ['New'] }] } }] },
      codec,
    )
    expect(plan.conditions[0]?.items).toEqual([{ types: ['New', 'Older'], tags: undefined }])
    expect(plan.locks).toHaveLength(3)
  })

  it('are refused without items, and with one that would match everything by accident', () => {
    expect(() => checkedItems([])).toThrow('an event query needs at least one item')
    for (const item of [{}, { types: [] }, { tags: [] }, { types: [], tags: [] }]) {
      expect(() => checkedItems([{ tags: ['a:1'] }, item])).toThrow(
        'an item of an event query needs types, tags or both',
      )
    }
  })
})
