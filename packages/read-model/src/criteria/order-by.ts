import type { SortTerm } from './sort-key.ts'
import { sql, type SqlPart } from './sql-part.ts'

/** Which way a list is read: `backward` gives the same rows in the opposite order. */
export type Direction = 'forward' | 'backward'

/** The terms of `order by`; nulls come last, read backward they come first. */
export function orderBy(terms: readonly SortTerm[], reading: Direction): readonly SqlPart[] {
  return terms.map(({ expression, direction, nullable }) => {
    const ascending = (direction === 'asc') === (reading === 'forward')
    // Said only where nulls can be: a plain index serves an order that says nothing of them.
    const nulls = nullable ? ` nulls ${reading === 'forward' ? 'last' : 'first'}` : ''
    return sql`${expression} ${sql.raw((ascending ? 'asc' : 'desc') + nulls)}`
  })
}
