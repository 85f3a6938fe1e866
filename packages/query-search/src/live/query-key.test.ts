import * as fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { queryKey } from './query-key.ts'

describe('the key of a query', () => {
  const data = fc.anything({ withDate: true, withBigInt: true, withNullPrototype: false, maxDepth: 3 })

  it('is the same for equal parameters and differs for others', () => {
    fc.assert(
      fc.property(data, data, (a, b) => {
        expect(queryKey('q', structuredClone(a))).toBe(queryKey('q', a))
        expect(queryKey('q', a) === queryKey('q', b)).toBe(sameData(a, b))
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    [{ a: 1 }, [['a', 1]]],
    [{ a: 1 }, { a: '1' }],
    [{ a: 1 }, { a: 1n }],
    [new Date(0), 0],
    [{ bigint: '1' }, 1n],
    [[undefined], [null]],
    [NaN, null],
  ])('tells %o from %o', (a, b) => {
    expect(queryKey('q', a)).not.toBe(queryKey('q', b))
  })

  it('does not mind the order of fields, nor those that are not set', () => {
    expect(queryKey('q', { a: 1, b: { c: 2, d: undefined } })).toBe(queryKey('q', { b: { c: 2 }, a: 1 }))
  })

  it('tells names apart', () => {
    expect(queryKey('q', 1)).not.toBe(queryKey('r', 1))
  })
})

/** Equal but for fields that are not set, and the sign of zero. */
function sameData(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(plain(a), plain(b))
}

function plain(value: unknown): unknown {
  if (value === 0) return 0
  if (Array.isArray(value)) return Array.from(value, plain)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => (field === undefined ? [] : [[name, plain(field)]])),
  )
}
