import { expect, it } from 'vitest'
import { rotate } from './rotate.ts'

it('gives everybody every place in the order', () => {
  const rounds = [0, 1, 2, 3].map((round) => rotate(['a', 'b', 'c'], round).join(''))
  expect(rounds).toEqual(['abc', 'bca', 'cab', 'abc'])
})

it('leaves nothing as it is', () => {
  expect(rotate([], 3)).toEqual([])
})
