import { expect, it } from 'vitest'
import { spread } from './spread.ts'

it.each([1, 2, 10, 1_000, 1_024])('takes each of %i numbers once before any comes again', (count) => {
  const numbers = spread(count)
  const [once, again] = [0, 1].map(() => Array.from({ length: count }, () => numbers.next().value))
  expect(once?.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index))
  expect(again).toEqual(once)
})

it('lands far from where it was', () => {
  const numbers = spread(1_000)
  const taken = Array.from({ length: 10 }, () => numbers.next().value).toSorted((a, b) => a - b)
  const gaps = taken.slice(1).map((number, index) => number - (taken[index] ?? number))
  expect(Math.min(...gaps)).toBeGreaterThan(40)
})
