import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isJson } from './is-json.ts'

class Money {
  milli = 5
}

describe('what JSON can carry', () => {
  const carried = [
    null,
    true,
    0,
    -1.5,
    1e300,
    '',
    'text',
    [],
    [1, ['a', null]],
    {},
    { a: { b: [] }, c: undefined },
  ]

  it.each(carried.map((value) => [value]))('takes %j', (value) => {
    expect(isJson(value)).toBe(true)
    expect(JSON.parse(JSON.stringify(value))).toEqual(value)
  })

  it('takes an object without a prototype', () => {
    expect(isJson(Object.assign(Object.create(null), { a: 1 }))).toBe(true)
  })

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['a bigint', 1n],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a set', { of: new Set() }],
    ['NaN', Number.NaN],
    ['infinity', [Number.POSITIVE_INFINITY]],
    ['minus zero', -0],
    ['an instance', new Money()],
    ['a function', { run: () => 1 }],
    ['a key that is a symbol', { [Symbol('a')]: 1 }],
    ['toJSON', { toJSON: 'own' }],
    ['an accessor', Object.defineProperty({}, 'a', { get: () => 1, enumerable: true })],
    ['a hidden field', Object.defineProperty({}, 'a', { value: 1 })],
    ['a hole in a list', Object.assign(Array.from({ length: 1 }), { length: 3 })],
    ['undefined in a list', [undefined]],
    ['a list with a field', Object.assign([1], { extra: 2 })],
    ['bytes', new Uint8Array(2)],
  ])('does not take %s', (_what, value) => {
    expect(isJson(value)).toBe(false)
  })

  it('comes back as it was, whatever it is', () => {
    const anything = fc.anything({ withDate: true, withBigInt: true, withMap: true, withSet: true })
    const accepted = fc.sample(anything, 2_000).filter(isJson)

    expect(accepted.length).toBeGreaterThan(100)
    expect(accepted.map((value): unknown => JSON.parse(JSON.stringify(value)))).toEqual(accepted)
  })
})
