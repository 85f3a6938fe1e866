import type { Fusion } from '@uno-ts/types'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuse, type FusedSource } from './fuse.ts'
import { sharesOf } from './shares.ts'

const fusions: readonly Fusion[] = ['balanced', 'weighted', 'reciprocal-rank']
const rankConstant = 60

describe('the shares of candidates', () => {
  const scores = fc
    .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 60 })
    .map((found) => found.toSorted((a, b) => b - a))

  it('are finite, none below 0, and in the order of the candidates', () => {
    fc.assert(
      fc.property(scores, fc.constantFrom(...fusions), (found, fusion) => {
        const shares = sharesOf(found, { fusion, rankConstant })
        expect(shares).toHaveLength(found.length)
        expect(shares.every((share) => share >= 0 && Number.isFinite(share))).toBe(true)
        expect(shares).toEqual(shares.toSorted((a, b) => b - a))
      }),
    )
  })

  it('do not depend on the scale of the scores where there are enough of them', () => {
    const found = Array.from({ length: 50 }, (_, place) => 50 - place)
    const scaled = found.map((score) => score * 1_024 - 4_096)
    for (const fusion of fusions) {
      expect(sharesOf(scaled, { fusion, rankConstant })).toEqual(sharesOf(found, { fusion, rankConstant }))
    }
  })
})

describe('a fusion', () => {
  const source = fc.record({
    weight: fc.constantFrom(0, 0.5, 1, 2),
    found: fc.uniqueArray(
      fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), fc.integer({ min: 0, max: 4 })),
      {
        selector: ([id]) => id,
      },
    ),
  })
  const sources = fc.array(source, { maxLength: 4 }).map((drawn) =>
    drawn.map(({ weight, found }, nr): FusedSource => {
      const best = found.toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      return { name: `s${nr}`, weight, ids: best.map(([id]) => id), scores: best.map(([, score]) => score) }
    }),
  )

  it('has each row once, with the sum of its shares, the best first and ties by id', () => {
    fc.assert(
      fc.property(sources, fc.constantFrom(...fusions), (given, fusion) => {
        const rows = fuse(given, { fusion, rankConstant })
        expect(rows.map(({ id }) => id).toSorted()).toEqual(
          [...new Set(given.flatMap(({ ids }) => ids))].toSorted(),
        )
        for (const { id, score, sources: by } of rows) {
          expect(score).toBeCloseTo(Object.values(by).reduce((sum, { share }) => sum + share, 0))
          expect(Object.keys(by)).toEqual(given.filter(({ ids }) => ids.includes(id)).map(({ name }) => name))
        }
        expect(rows).toEqual(rows.toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)))
      }),
    )
  })

  it('keeps the order of a source that is alone', () => {
    fc.assert(
      fc.property(sources, fc.constantFrom(...fusions), ([only], fusion) => {
        const { ids, scores } = only ?? { ids: [], scores: [] }
        const rows = fuse([{ name: 'only', weight: 1, ids, scores }], { fusion, rankConstant })
        expect(rows.map(({ sources: { only: by } }) => by?.score)).toEqual(scores)
      }),
    )
  })
})
