import { encodeCursor, type PageRequest, type Sort } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { pageQuery } from './page-query.ts'

const sort: Sort = [{ field: 'units', direction: 'desc' }]
const where = { op: 'eq', field: 'name', value: 'lamp' } as const
const cursor = encodeCursor([7, 'lamp'], { sort, where })

describe('a page that is asked for', () => {
  it('is the first 50 rows by id when nothing is said', () => {
    expect(pageQuery({})).toEqual({
      where: undefined,
      sort: [],
      limit: 50,
      offset: 0,
      reading: 'forward',
      place: undefined,
      total: false,
      fields: undefined,
    })
  })

  it('is what is said', () => {
    const request = { where, sort, limit: 3, offset: 6, total: true, fields: ['name'] }
    expect(pageQuery(request)).toEqual({ ...request, reading: 'forward', place: undefined })
  })

  it('begins behind a cursor, or ends before it', () => {
    expect(pageQuery({ where, sort, after: cursor })).toMatchObject({
      reading: 'forward',
      place: [7, 'lamp'],
    })
    expect(pageQuery({ where, sort, before: cursor })).toMatchObject({
      reading: 'backward',
      place: [7, 'lamp'],
    })
    expect(() => pageQuery({ sort, after: cursor })).toThrow('the cursor was not made for this list')
    expect(() => pageQuery({ where, after: cursor })).toThrow('the cursor was not made for this list')
  })

  it('has 1 to 1,000 rows', () => {
    expect([1, 1_000].map((limit) => pageQuery({ limit }).limit)).toEqual([1, 1_000])
    for (const limit of [0, -1, 1.5, 1_001, Number.NaN])
      expect(() => pageQuery({ limit })).toThrow(`limit is a whole number from 1 to 1000, found ${limit}`)
  })

  it('passes over a number of rows that is whole and from 0', () => {
    expect(pageQuery({ offset: 0 }).offset).toBe(0)
    for (const offset of [-1, 0.5, 2 ** 53])
      expect(() => pageQuery({ offset })).toThrow(`offset is a whole number from 0, found ${offset}`)
  })

  it.each<PageRequest>([
    { after: cursor, before: cursor },
    { after: cursor, offset: 0 },
    { before: cursor, offset: 3 },
  ])('begins in one way: not as %j', (starts) => {
    expect(() => pageQuery({ where, sort, ...starts })).toThrow(
      'a page starts in one way: "after", "before" or "offset", found more',
    )
  })
})
