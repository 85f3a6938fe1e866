import type { Condition } from './compile-criteria.ts'
import type { Direction } from './order-by.ts'
import type { SortTerm } from './sort-key.ts'
import { sql, type SqlPart } from './sql-part.ts'

/** A term and the value it has at the place; `null` for a missing one. */
export interface Place extends SortTerm {
  readonly value: SqlPart | null
}

/**
 * The rows that come after a place (`forward`) or before it (`backward`), nulls last:
 * `a > 1 or (a = 1 and b < 2) or (a = 1 and b = 2 and id > 'x')`.
 *
 * Where all terms point one way and hold no nulls it is one comparison of rows, which an index answers.
 */
export function seek(places: readonly Place[], reading: Direction): Condition {
  const ways = new Set(places.map(({ direction }) => operator(direction, reading)))
  const [way] = ways
  const hasNulls = places.some(({ nullable, value }) => nullable || value === null)
  if (!hasNulls && ways.size === 1 && way !== undefined) return rowComparison(places, way)

  const steps = places.map((place, index) =>
    sql.join([...places.slice(0, index).map(isThere), isBeyond(place, reading)], ' and '),
  )
  const beyond = sql`(${sql.join(
    steps.map((step) => sql`(${step})`),
    ' or ',
  )})`
  return sql`(${sql.join([...leadingBound(places, reading), beyond], ' and ')})`
}

function rowComparison(places: readonly Place[], way: '<' | '>'): Condition {
  const expressions = sql.join(places.map(({ expression }) => expression))
  const values = sql.join(places.map(({ value }) => value ?? sql`null`))
  return sql`((${expressions}) ${sql.raw(way)} (${values}))`
}

/** Says again what the steps imply for the first term: an index can start there. */
function leadingBound([first]: readonly Place[], reading: Direction): readonly Condition[] {
  if (first === undefined || first.nullable || first.value === null) return []
  const way = operator(first.direction, reading)
  return [sql`${first.expression} ${sql.raw(`${way}=`)} ${first.value}`]
}

function isThere({ expression, value }: Place): Condition {
  return value === null ? sql`${expression} is null` : sql`${expression} = ${value}`
}

function isBeyond({ expression, direction, nullable, value }: Place, reading: Direction): Condition {
  const forward = reading === 'forward'
  if (value === null) return forward ? sql`false` : sql`${expression} is not null`
  const beyond: Condition = sql`${expression} ${sql.raw(operator(direction, reading))} ${value}`
  return forward && nullable ? sql`(${beyond} or ${expression} is null)` : beyond
}

function operator(direction: SortTerm['direction'], reading: Direction): '<' | '>' {
  return (direction === 'asc') === (reading === 'forward') ? '>' : '<'
}
