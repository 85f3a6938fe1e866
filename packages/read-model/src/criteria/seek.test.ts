import { describe, expect, it } from 'vitest'
import { orderBy } from './order-by.ts'
import { seek, type Place } from './seek.ts'
import type { SortTerm } from './sort-key.ts'
import { sql, written } from './sql-part.ts'

const term = (name: string, direction: 'asc' | 'desc', nullable = false): SortTerm => ({
  expression: sql.id(name),
  direction,
  nullable,
})
const at = (its: SortTerm, value: string | null): Place => ({
  ...its,
  value: value === null ? null : sql`${value}`,
})

const units = term('units', 'asc')
const name = term('name', 'desc')
const note = term('note', 'asc', true)
const id = term('id', 'asc')

describe('the rows beyond a place', () => {
  it('are told by one comparison of rows, which an index answers, where all terms point one way', () => {
    const places = [at(units, '1'), at(id, 'x')]
    expect(written(seek(places, 'forward'))).toEqual({
      text: '(("units", "id") > ($1, $2))',
      values: ['1', 'x'],
    })
    expect(written(seek(places, 'backward')).text).toBe('(("units", "id") < ($1, $2))')
    expect(written(seek([at(name, 'b')], 'forward')).text).toBe('(("name") < ($1))')
    expect(written(seek([at(name, 'b')], 'backward')).text).toBe('(("name") > ($1))')
  })

  it('are told step by step where the terms point both ways, and again by the first, where an index can start', () => {
    expect(written(seek([at(units, '1'), at(name, 'b'), at(id, 'x')], 'forward'))).toEqual({
      text: '("units" >= $1 and (("units" > $2) or ("units" = $3 and "name" < $4) or ("units" = $5 and "name" = $6 and "id" > $7)))',
      values: ['1', '1', '1', 'b', '1', 'b', 'x'],
    })
    expect(written(seek([at(units, '1'), at(name, 'b')], 'backward')).text).toBe(
      '("units" <= $1 and (("units" < $2) or ("units" = $3 and "name" > $4)))',
    )
  })

  it('have missing values behind all others, and before them none when they are read backward', () => {
    const text = (value: string | null, reading: 'forward' | 'backward') =>
      written(seek([at(note, value), at(id, 'x')], reading)).text
    expect(text('n', 'forward')).toBe('(((("note" > $1 or "note" is null)) or ("note" = $2 and "id" > $3)))')
    expect(text('n', 'backward')).toBe('((("note" < $1) or ("note" = $2 and "id" < $3)))')
    expect(written(seek([at(units, null), at(name, 'b')], 'forward')).text).toBe(
      '(((false) or ("units" is null and "name" < $1)))',
    )
    expect(text(null, 'forward')).toBe('(((false) or ("note" is null and "id" > $1)))')
    expect(text(null, 'backward')).toBe('((("note" is not null) or ("note" is null and "id" < $1)))')
  })
})

describe('an order', () => {
  it('has its missing values last, whichever way its terms point, and first when it is read backward', () => {
    const terms = [note, { ...note, direction: 'desc' as const }]
    const text = (reading: 'forward' | 'backward') =>
      orderBy(terms, reading).map((part) => written(part).text)
    expect(text('forward')).toEqual(['"note" asc nulls last', '"note" desc nulls last'])
    expect(text('backward')).toEqual(['"note" desc nulls first', '"note" asc nulls first'])
  })

  it('says nothing of missing values where there are none, so that a plain index serves it', () => {
    expect(orderBy([units, name], 'forward').map((part) => written(part).text)).toEqual([
      '"units" asc',
      '"name" desc',
    ])
    expect(orderBy([units, name], 'backward').map((part) => written(part).text)).toEqual([
      '"units" desc',
      '"name" asc',
    ])
  })
})
