import { describe, expect, it } from 'vitest'
import { checkSizes } from './check-sizes.ts'

describe('how much is read', () => {
  it.each([{}, { limit: 0 }, { limit: Number.POSITIVE_INFINITY }, { limit: 7, batchSize: 1 }])(
    'may be %j',
    (sizes) => {
      expect(() => checkSizes(sizes)).not.toThrow()
    },
  )

  it.each([-1, 0.5, Number.NaN, Number.NEGATIVE_INFINITY, 2 ** 53])('is not %d events', (limit) => {
    expect(() => checkSizes({ limit })).toThrow(`limit is a whole number from 0, found ${limit}`)
  })

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('is not %d events at a time', (batchSize) => {
    expect(() => checkSizes({ batchSize })).toThrow(`batchSize is a whole number from 1, found ${batchSize}`)
  })
})
