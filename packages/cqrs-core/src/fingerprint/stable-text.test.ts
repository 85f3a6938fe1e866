import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stableText } from './stable-text.ts'

describe('stable text', () => {
  it('does not depend on the order of keys, at any depth', () => {
    expect(stableText({ a: 1, b: { c: 2, d: [3] } })).toBe(stableText({ b: { d: [3], c: 2 }, a: 1 }))
  })

  it('takes an undefined field for an absent one, and not for null', () => {
    expect(stableText({ a: undefined })).toBe(stableText({}))
    expect(stableText({ a: null })).not.toBe(stableText({}))
    expect(stableText([undefined])).not.toBe(stableText([]))
  })

  it('tells apart what JSON would make equal', () => {
    const values = [
      1, '1', 1n, null, undefined, Number.NaN, -0, 0, true, 'true', [], {}, [1], ['1'], { 0: 1 },
      new Date(1), new Date(1).toISOString(), 'Date(1)', new Map(), new Map([[1, 2]]), new Set([1]), new Set(['1']),
      new Uint8Array([1, 2]), [1, 2], ['1,2'], { a: '1,b:2' }, { a: 1, b: 2 },
    ] // prettier-ignore
    const texts = values.map(stableText)

    expect(new Set(texts).size).toBe(values.length)
  })

  it('does not depend on the order of maps and sets', () => {
    const one = [new Map([['a', 1], ['b', 2]]), new Set(['x', 'y'])] // prettier-ignore
    const other = [new Map([['b', 2], ['a', 1]]), new Set(['y', 'x'])] // prettier-ignore

    expect(stableText(one)).toBe(stableText(other))
  })

  it('is the same for any JSON value however its keys are ordered', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(stableText(reversedKeys(value))).toBe(stableText(value))
      }),
    )
  })

  it('refuses what has no text', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle

    expect(() => stableText(circle)).toThrow(TypeError)
    expect(() => stableText(() => 1)).toThrow('a function has no stable text')
    expect(() => stableText({ a: Symbol('s') })).toThrow('a symbol has no stable text')
  })

  it('takes the same object twice for no circle', () => {
    const shared = { a: 1 }
    expect(stableText([shared, shared])).toBe('[{"a":1},{"a":1}]')
  })
})

function reversedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversedKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversedKeys(inner)]),
  )
}
