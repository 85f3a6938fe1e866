import { CursorError, InvalidArgumentError, type CursorValues, type Sort, type SortKey } from '@uno-ts/types'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'

/** Which rows of a statement are read. */
export interface PageOfSelection {
  /** By columns of the statement; the last one tells rows apart. */
  readonly sort: Sort
  /** The row to start after (or before, when reading backward). */
  readonly place: CursorValues | undefined
  readonly reading: 'forward' | 'backward'
  readonly limit: number
}

/** The column that tells the place of a row: a list of texts. */
export const placeAlias = '#place'

/**
 * Reads a part of what a statement gives, in an order, nulls last. What a cursor remembers is selected as text, so that it
 * is as fine as the column is.
 *
 * @throws InvalidArgumentError when nothing is sorted by
 * @throws CursorError when the place has another number of values
 */
export function selectPageOf<Row>(
  statement: Expression<Row>,
  { sort, place, reading, limit }: PageOfSelection,
): RawBuilder<Row & { readonly [placeAlias]: readonly (string | null)[] }> {
  if (sort.length === 0)
    throw new InvalidArgumentError('pages need an order that ends in what tells rows apart')
  const texts = sort.map(({ field }) => sql`cast(${column(field)} as text)`)
  const where = place === undefined ? sql`true` : isBeyond(sort, place, reading)
  return sql`select asked.*, array[${sql.join(texts)}] as ${sql.id(placeAlias)} from (${statement}) as asked
    where ${where} order by ${sql.join(sort.map((key) => term(key, reading)))} limit ${limit}`
}

function column(field: string): RawBuilder<unknown> {
  return sql.id('asked', field)
}

function term({ field, direction }: SortKey, reading: PageOfSelection['reading']): RawBuilder<unknown> {
  const isForward = reading === 'forward'
  const way = (direction === 'asc') === isForward ? 'asc' : 'desc'
  return sql`${column(field)} ${sql.raw(`${way} nulls ${isForward ? 'last' : 'first'}`)}`
}

function isBeyond(sort: Sort, place: CursorValues, reading: PageOfSelection['reading']): RawBuilder<SqlBool> {
  if (place.length !== sort.length) {
    throw new CursorError(`the cursor has ${place.length} values, expected ${sort.length}`)
  }
  const steps = sort.map((key, index) => {
    const same = sort.slice(0, index).map(({ field }, at) => isAt(column(field), place[at] ?? null))
    return sql`(${sql.join([...same, isPast(key, place[index] ?? null, reading)], sql` and `)})`
  })
  return sql`(${sql.join(steps, sql` or `)})`
}

/** The value is text, and takes the type of the column it is compared with. */
function isAt(field: RawBuilder<unknown>, value: CursorValues[number]): RawBuilder<SqlBool> {
  return value === null ? sql`${field} is null` : sql`${field} = ${value}`
}

function isPast(
  { field, direction }: SortKey,
  value: CursorValues[number],
  reading: PageOfSelection['reading'],
): RawBuilder<SqlBool> {
  const isForward = reading === 'forward'
  if (value === null) return isForward ? sql`false` : sql`${column(field)} is not null`
  const past = sql<SqlBool>`${column(field)} ${sql.raw((direction === 'asc') === isForward ? '>' : '<')} ${value}`
  return isForward ? sql`(${past} or ${column(field)} is null)` : past
}
