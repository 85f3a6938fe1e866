import { type Event, type EventCodec } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { encodeEvent, eventsJson, type EventRecord } from './encode-event.ts'

const id = '0190b6c0-0000-7000-8000-000000000001'
const placed: Event = { type: 'OrderPlaced', data: { lines: [1, 'zwölf'] } }

function encoded(event: Event, options: Partial<Parameters<typeof encodeEvent>[2]> = {}): EventRecord {
  return encodeEvent(event, id, { metadata: undefined, codec: undefined, ...options })
}

describe('an event that is written', () => {
  it('is of version 1, without metadata and tags, when nothing else is said', () => {
    expect(encoded(placed)).toEqual({
      id,
      type: 'OrderPlaced',
      schemaVersion: 1,
      data: '{"lines":[1,"zwölf"]}',
      metadata: '{}',
      tags: undefined,
    })
  })

  it('keeps its version, its metadata over that of the append, and each tag once', () => {
    const event = { ...placed, schemaVersion: 3, tags: ['a:1', 'b:2', 'a:1'], metadata: { actor: 'ada' } }
    expect(encoded(event, { metadata: { actor: 'grace', correlationId: 'c1' } })).toMatchObject({
      schemaVersion: 3,
      metadata: '{"actor":"ada","correlationId":"c1"}',
      tags: ['a:1', 'b:2'],
    })
    expect(encoded({ ...placed, tags: [] }).tags).toBeUndefined()
  })

  it('is what the codec makes of it', () => {
    const plain: EventCodec = {
      encode: ({ data }) => ({ type: 'order-placed', schemaVersion: 2, data: { was: data as null } }),
      decode: (events) => events,
    }
    const codec: EventCodec = { ...plain, encodeMetadata: (metadata) => ({ ...metadata, actor: 'codec' }) }
    const record = encoded(placed, { codec, metadata: { actor: 'ada' } })
    expect(record).toMatchObject({ type: 'order-placed', schemaVersion: 2, metadata: '{"actor":"codec"}' })
    expect(JSON.parse(record.data)).toEqual({ was: placed.data })
    expect(encoded(placed, { codec: plain, metadata: { actor: 'ada' } }).metadata).toBe('{"actor":"ada"}')
  })

  it('has null for data where there is none', () => {
    expect(encoded({ type: 'Happened', data: undefined }).data).toBe('null')
  })

  it('is refused with what JSON cannot say, and where', () => {
    const circle: { self?: unknown } = {}
    circle.self = circle
    const expected =
      'cannot be written as JSON: expected plain objects, lists, texts, numbers and booleans, found'
    const failing = {
      toJSON() {
        throw 'no error at all'
      },
    }
    expect(() => encoded({ ...placed, data: { amount: 3n } })).toThrow(
      `the data of "OrderPlaced" ${expected} a bigint`,
    )
    expect(() => encoded({ ...placed, data: circle })).toThrow(`${expected} a circle or a failing toJSON`)
    expect(() => encoded({ ...placed, data: circle })).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARGUMENT', cause: expect.any(TypeError) }),
    )
    expect(() => encoded({ ...placed, data: failing })).toThrow(`${expected} a circle or a failing toJSON`)
    expect(() => encoded({ ...placed, metadata: { extra: 3n } as never })).toThrow(
      `the metadata of "OrderPlaced" ${expected} a bigint`,
    )
  })
})

describe('events on the wire', () => {
  const record: EventRecord = {
    id,
    type: 'a "type"',
    schemaVersion: 1,
    data: '{"a":1}',
    metadata: '{}',
    tags: undefined,
  }

  it('say their stream and their place in it, and no more than is needed', () => {
    const wire = JSON.parse(`[${eventsJson([record, { ...record, schemaVersion: 2, tags: ['a:1'] }], 3)}]`)
    const same = { s: 3, i: id, t: 'a "type"', d: { a: 1 }, m: {} }
    expect(wire).toEqual([
      { ...same, k: 1 },
      { ...same, k: 2, n: 2, g: ['a:1'] },
    ])
  })

  it.each(['\\u0000', '\\ud83d', '\\uDEAD'])(
    'carry %s, which PostgreSQL does not take apart, as text',
    (escape) => {
      const text = `{"a":"${escape}"}`
      expect(JSON.parse(eventsJson([{ ...record, data: text }], 1))).toMatchObject({ x: text, y: '{}' })
      expect(JSON.parse(eventsJson([{ ...record, metadata: text }], 1))).toMatchObject({
        x: '{"a":1}',
        y: text,
      })
    },
  )

  it('carry other escapes as they are', () => {
    const data = '{"a":"\\u0041\\u001f\\ud7ff"}'
    expect(JSON.parse(eventsJson([{ ...record, data }], 1))).toMatchObject({ d: JSON.parse(data) })
  })
})
