import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromCachedJson, toCachedJson } from './cached-json.ts'

describe('cached JSON', () => {
  it('brings dates and bigints back, wherever they are', () => {
    const value = { at: new Date(5), sum: 2n ** 80n, list: [new Date(0), -1n, { deep: 0n }], none: null }
    expect(fromCachedJson(toCachedJson(value))).toEqual(value)
  })

  it('brings objects back that look like its own marks', () => {
    const value = { $date: 1, inner: { $bigint: 'x', $object: [['a', 1n]] }, list: [{ $object: null }] }
    expect(fromCachedJson(toCachedJson(value))).toEqual(value)
  })

  it('brings any value back', () => {
    const keys = fc.constantFrom('a', '$date', '$bigint', '$object', '__proto__', '')
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(
          fc.string(),
          fc.integer(),
          fc.bigInt(),
          fc.boolean(),
          fc.constant(null),
          fc.date({ noInvalidDate: true }),
        ),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }))
    fc.assert(
      fc.property(value, (original) => {
        expect(fromCachedJson(toCachedJson(original))).toEqual(original)
      }),
    )
  })
})
