import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CursorError } from '../error/cursor-error.ts'
import { InvalidArgumentError } from '../error/invalid-argument-error.ts'
import { isUnoError } from '../error/uno-error.ts'
import type { Criteria, CriteriaValue, Sort } from './criteria.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

const sort: Sort = [
  { field: 'units', direction: 'desc' },
  { field: 'name', direction: 'asc' },
]
const where: Criteria = { op: 'gte', field: 'units', value: 3 }
const list = { sort, where }

/** Any value a sort key can have. JSON has one zero only. */
const criteriaValue: fc.Arbitrary<CriteriaValue> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
  fc.integer(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.boolean(),
  fc.date({ noInvalidDate: true }),
  fc.constant(null),
)

describe('a cursor', () => {
  it('of an earlier release is still read: pages that are open over a deployment go on', () => {
    const cursor = 'MDA1MTY1MWI2MGQ4ZmJbNywiZ3LDtsOfZSIsIjEiXQ'
    expect(encodeCursor([7, 'größe', '1'], list)).toBe(cursor)
    expect(decodeCursor(cursor, list)).toEqual([7, 'größe', '1'])

    const sortOfFour = ['a', 'b', 'c', 'd'].map((field) => ({ field, direction: 'asc' as const }))
    const another = { sort: sortOfFour, where: { op: 'eq', field: 'n', value: 3n } as const }
    const values = [null, true, 12n, new Date(0), 'a']
    expect(encodeCursor(values, another)).toBe(
      'MTZmMTkxYjM5ZTVkMDFbbnVsbCx0cnVlLHsibiI6IjEyIn0seyJkIjoiMTk3MC0wMS0wMVQwMDowMDowMC4wMDBaIn0sImEiXQ',
    )
  })

  it('gives back the values of any row', () => {
    fc.assert(
      fc.property(fc.array(criteriaValue, { minLength: 1, maxLength: 6 }), (values) => {
        const keys = values.slice(1).map((_, index) => ({ field: `f${index}`, direction: 'asc' as const }))
        expect(decodeCursor(encodeCursor(values, { sort: keys }), { sort: keys })).toEqual(values)
      }),
    )
  })

  it('is text that is safe in an address', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        expect(encodeCursor([id], { sort: [] })).toMatch(/^[\w-]+$/)
      }),
    )
  })

  it('is refused when any one of its characters is changed', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const id of ['1', '12', '123']) {
      const cursor = encodeCursor([7, 'größe', id], list) // three lengths, for the last character of base64
      const taken: string[] = []
      for (let index = 0; index < cursor.length; index++) {
        for (const character of alphabet) {
          if (character === cursor[index]) continue
          const changed = cursor.slice(0, index) + character + cursor.slice(index + 1)
          if (!isRefused(changed)) taken.push(changed)
        }
      }
      expect(taken).toEqual([])
    }
  })

  it('is refused when it is cut, repeated or lengthened', () => {
    const cursor = encodeCursor([7, 'box', '1'], list)
    for (let length = 0; length < cursor.length; length++) {
      expect(() => decodeCursor(cursor.slice(0, length), list)).toThrow(CursorError)
    }
    for (const more of ['A', '=', '==', ' ', '\n', cursor]) {
      expect(() => decodeCursor(cursor + more, list)).toThrow(CursorError)
    }
  })

  it('is refused for another order', () => {
    const cursor = encodeCursor([7, 'box', '1'], list)
    const orders: Sort[] = [
      [],
      sort.toReversed(),
      sort.slice(0, 1),
      [...sort, { field: 'id', direction: 'asc' }],
      sort.map(({ field }) => ({ field, direction: 'asc' })),
    ]
    for (const other of orders)
      expect(() => decodeCursor(cursor, { sort: other, where })).toThrow(CursorError)
  })

  it('is refused for another filter', () => {
    const cursor = encodeCursor([7, 'box', '1'], list)
    const filters: (Criteria | undefined)[] = [
      undefined,
      { op: 'gt', field: 'units', value: 3 },
      { op: 'gte', field: 'price', value: 3 },
      { op: 'gte', field: 'units', value: 4 },
      { op: 'gte', field: 'units', value: 3n },
      { op: 'gte', field: 'units', value: '3' },
      { op: 'not', operand: where },
    ]
    for (const other of filters)
      expect(() => decodeCursor(cursor, { sort, where: other })).toThrow(CursorError)
  })

  it('tells a filter by a bigint from one by the text that looks like it', () => {
    const byBigint = { sort: [], where: { op: 'eq', field: 'units', value: 3n } } as const
    const byText = { sort: [], where: { op: 'eq', field: 'units', value: '3n' } } as const
    expect(() => decodeCursor(encodeCursor(['1'], byBigint), byText)).toThrow(CursorError)
  })

  it('is the same for the same list', () => {
    const same = { sort: sort.map((key) => ({ ...key })), where: { ...where } }
    expect(encodeCursor([7, 'box', '1'], same)).toBe(encodeCursor([7, 'box', '1'], list))
  })

  it('is refused when it is not one of ours, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), (text) => {
        expect(() => decodeCursor(text, list)).toThrow(CursorError)
      }),
    )
    expect(() => decodeCursor('x'.repeat(100_000), list)).toThrow(CursorError)
  })

  it('is not made of numbers without end and invalid dates', () => {
    for (const value of [Infinity, -Infinity, Number.NaN]) {
      expect(() => encodeCursor([value], { sort: [] })).toThrow(
        new InvalidArgumentError(`a cursor holds finite numbers, found ${value}`),
      )
    }
    expect(() => encodeCursor([new Date(Number.NaN)], { sort: [] })).toThrow(
      new InvalidArgumentError('a cursor holds valid dates'),
    )
  })

  it('holds nothing but values of a row, even when its maker lied about them', () => {
    for (const value of [{}, [], { n: 'x' }, { n: '12x' }, { n: 'x12' }, { n: 12 }, { d: 5 }]) {
      const cursor = encodeCursor([value as unknown as CriteriaValue], { sort: [] })
      expect(() => decodeCursor(cursor, { sort: [] })).toThrow(
        new CursorError('the cursor holds a value of an unknown kind'),
      )
    }
  })

  it('says what is expected when it is not one, or one of another list', () => {
    const noCursor = new CursorError('a cursor is the text a page gave as "next" or "previous"')
    for (const text of ['', 'with blanks ', 'A', '_-8']) {
      expect(() => decodeCursor(text, list)).toThrow(noCursor)
    }
    expect(() => decodeCursor(encodeCursor(['1'], { sort: [] }), list)).toThrow(
      new CursorError(
        'the cursor was not made for this list: expected one from the same sort and filter, unchanged',
      ),
    )
  })

  it('does not fit a sort with another number of keys, even when its maker lied about them', () => {
    const short = encodeCursor([7, '1'], list)
    expect(() => decodeCursor(short, list)).toThrow('the cursor does not have the 3 values of this sort')
  })
})

function isRefused(cursor: string): boolean {
  try {
    decodeCursor(cursor, list)
    return false
  } catch (error) {
    return isUnoError(error, 'ERR_CURSOR')
  }
}
