import { describe, expect, it } from 'vitest'
import { ndcg, recall } from './judge.ts'

const grades = new Map([
  ['a', 3],
  ['b', 1],
])

describe('the judgement of an answer', () => {
  it('is best when the best come first', () => {
    expect(ndcg(['a', 'b', 'x'], grades)).toBe(1)
    expect(ndcg(['b', 'a'], grades)).toBeCloseTo((1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3)))
    expect(ndcg(['x'], grades)).toBe(0)
  })

  it('looks at the first ten only', () => {
    const late = [...Array.from({ length: 10 }, (_, nr) => `x${nr}`), 'a']
    expect(ndcg(late, grades)).toBe(0)
    expect(recall(late, new Set(['a']))).toBe(0)
    expect(recall(['a', 'x'], new Set(['a', 'b']))).toBe(0.5)
  })
})
