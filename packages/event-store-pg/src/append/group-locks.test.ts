import { describe, expect, it } from 'vitest'
import { GroupLocks } from './group-locks.ts'

const many = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, nr) => from + nr)

describe('the locks of plans that share a transaction', () => {
  it('are those of all of them, once each, in the order in which everybody takes locks', () => {
    const locks = GroupLocks.of([
      [1, 9, -40],
      [1, 7, 9],
    ])
    expect(locks.ordered()).toEqual([1, 7, 9, -40])
  })

  it.each([
    ['a condition and an event it could match', [1, -40], [1, 40]],
    ['an event and a condition it could match', [1, 40], [1, -40]],
    ['two conditions on the same', [1, -40], [1, -40]],
    ['a plan that takes all keys', [1, 40], [-1]],
  ])('keep apart %s', (_, one, other) => {
    const locks = GroupLocks.of([one])
    expect(locks.add(other)).toBe(false)
    expect(locks.ordered()).toEqual(one)
  })

  it('are the one that stands for all, where a plan takes that', () => {
    expect(GroupLocks.of([[-1]]).ordered()).toEqual([-1])
  })

  it('stay as few as one transaction may take, unless one plan alone has more', () => {
    const locks = GroupLocks.of([[1, ...many(2, 200)]])
    expect(locks.add([1, ...many(200, 300)])).toBe(false)
    expect(locks.add([1, ...many(100, 250)])).toBe(true)
    expect(GroupLocks.of([many(1, 200)]).add(many(200, 258))).toBe(true) // all keys, and the one for all of them
    expect(GroupLocks.of([many(1, 200)]).add(many(200, 259))).toBe(false)
    expect(GroupLocks.of([many(1, 400)]).ordered()).toHaveLength(399)
  })
})
