import { describe, expect, it } from 'vitest'
import { editDistance, editDistanceToBeginning } from './edit-distance.ts'

describe('the distance of two words', () => {
  it.each([
    ['lamp', 'lamp', 0],
    ['lamp', 'lamb', 1],
    ['lamp', 'lam', 1],
    ['lmap', 'lamp', 1],
    ['chrsitmas', 'christmas', 1],
    ['', 'mug', 3],
    ['kitten', 'sitting', 3],
  ])('%j to %j is %i letters', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance)
    expect(editDistance(to, from)).toBe(distance)
  })

  it('may end where the first word does', () => {
    expect(editDistanceToBeginning('chrsit', 'christmas')).toBe(1)
    expect(editDistanceToBeginning('chris', 'christmas')).toBe(0)
  })
})
