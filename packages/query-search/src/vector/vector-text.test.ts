import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { vectorText } from './vector-text.ts'

const component = fc.oneof(
  fc.double({ min: -1e15, max: 1e15, noNaN: true }),
  fc.double({ min: -1e-30, max: 1e-30, noNaN: true }),
  fc.constant(0),
)

describe('the text of a vector', () => {
  it('has a length in single precision whatever its numbers are, or there is none', () => {
    fc.assert(
      fc.property(fc.array(component, { minLength: 1, maxLength: 8 }), (vector) => {
        const stored = JSON.parse(vectorText(vector, 'cosine') ?? '[]') as number[]
        const squares = Float32Array.from(stored).reduce((sum, value) => Math.fround(sum + value * value), 0)
        const isNone = vector.every((value) => value === 0)
        expect(squares > 1e-30 && squares < 1e30).toBe(!isNone)
      }),
    )
  })

  it('leaves usual numbers as they are, and keeps lengths where they count', () => {
    expect(vectorText([3, 4], 'cosine')).toBe('[3,4]')
    expect(vectorText([3e12, 4e12], 'cosine')).toBe(`[${Math.fround(0.6)},${Math.fround(0.8)}]`)
    expect(vectorText([3e12, 4e12], 'l2')).toBe('[3000000000000,4000000000000]')
    expect(vectorText([0, 0], 'l2')).toBeUndefined()
    expect(vectorText([1e-40, 0], 'inner-product')).toBeUndefined()
  })
})
