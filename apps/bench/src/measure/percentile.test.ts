import { expect, it } from 'vitest'
import { percentile } from './percentile.ts'

it.each([
  [[5], 99, 5],
  [[3, 1, 2], 50, 2],
  [Array.from({ length: 1_000 }, (_, index) => 1_000 - index), 99, 990],
  [[1, 2], 100, 2],
  [[1, 2], 0, 1],
])('of %j, %i per cent do not exceed it', (numbers, perCent, expected) =>
  expect(percentile(numbers, perCent)).toBe(expected),
)

it('is not a number when there are none', () => expect(percentile([], 99)).toBeNaN())
