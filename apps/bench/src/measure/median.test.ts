import { describe, expect, it } from 'vitest'
import { median } from './median.ts'

describe('the median', () => {
  it('is the middle of an odd count, whatever the order', () => {
    expect(median([9, 1, 4])).toBe(4)
    expect(median([7])).toBe(7)
  })

  it('is the mean of the two in the middle of an even count', () => {
    expect(median([100, 1, 4, 2])).toBe(3)
  })

  it('compares numbers as numbers', () => {
    expect(median([10, 9, 100])).toBe(10)
  })

  it('is not a number when there are none', () => {
    expect(median([])).toBeNaN()
  })
})
