import { describe, expect, it } from 'vitest'
import { exactAverage, exactSum } from './exact-sum.ts'

describe('an exact sum', () => {
  it.each([
    { values: [], sum: 0 },
    { values: [0.1, 0.2], sum: 0.3 },
    { values: [1e21, -1e21, 5e-324], sum: 5e-324 },
    { values: [1.5, 2n], sum: 3.5 },
  ])('of numbers is $sum', ({ values, sum }) => expect(exactSum(values)).toBe(sum))
})

describe('an exact average', () => {
  it.each([
    { values: [1n, 2n], average: '1.500000' },
    { values: [1n, 1n, 2n], average: '1.333333' },
    { values: [-1n, -1n, -3n], average: '-1.666667' },
    { values: [1n, 0n, 0n, 0n, 0n, 0n, 0n], average: '0.142857' },
    { values: [9223372036854775807n, 9223372036854775806n], average: '9223372036854775806.500000' },
  ])('of bigints is $average', ({ values, average }) => expect(exactAverage(values)).toBe(average))
})
