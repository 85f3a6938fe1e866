import { projectionId, type ProjectionMember } from '@uno-ts/types'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assignedSlices } from './assigned-slices.ts'

const run = { projectionId: projectionId('orders'), version: 1 }
const member = (memberId: string, runs = [run]): ProjectionMember => ({ memberId, runs })

describe('the slices that fall to a member', () => {
  it('cover all slices once, whoever is alive, and differ by one at most', () => {
    const someMembers = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(someMembers, fc.integer({ min: 1, max: 256 }), (names, slices) => {
        const members = names.map((name) => member(name))
        const shares = names.map((name) => assignedSlices({ ...run, slices }, name, members))
        expect(shares.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: slices }, (_, at) => at))
        const sizes = shares.map(({ length }) => length)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('are none where it cannot run the projection, and none go to others who cannot', () => {
    const another = { projectionId: projectionId('stock'), version: 1 }
    const members = [
      member('a'),
      member('b', []),
      member('c', [{ ...run, version: 2 }]),
      member('d', [another]),
    ]
    expect(assignedSlices({ ...run, slices: 4 }, 'a', members)).toEqual([0, 1, 2, 3])
    expect(assignedSlices({ ...run, slices: 4 }, 'b', members)).toEqual([])
  })

  it('are the same in every release: processes of two releases share without a word', () => {
    const customers = { projectionId: projectionId('customers'), version: 1 }
    const members = ['a', 'b', 'c'].map((name) => member(name, [customers]))
    const shares = members.map(({ memberId }) =>
      assignedSlices({ ...customers, slices: 8 }, memberId, members),
    )
    expect(shares).toEqual([
      [1, 4, 7],
      [2, 5],
      [0, 3, 6],
    ])
  })

  it('spread projections of one slice over the members', () => {
    const projections = Array.from({ length: 50 }, (_, at) => ({
      projectionId: projectionId(`projection-${at}`),
      version: 1,
    }))
    const members = ['a', 'b', 'c', 'd'].map((name) => member(name, projections))
    const shares = members.map(
      ({ memberId }) =>
        projections.filter((each) => assignedSlices({ ...each, slices: 1 }, memberId, members).length > 0)
          .length,
    )
    expect(Math.min(...shares)).toBeGreaterThan(5)
  })
})
