import { encodeCursor, type Cursor, type CursorValues, type Page } from '@uno-ts/types'
import type { CompiledSortKey } from '../criteria/sort-key.ts'
import type { SqlRecord } from './decode-row.ts'
import type { FoundRows } from './found-rows.ts'
import type { PageQuery } from './page-query.ts'
import { keyAlias } from './select-page.ts'

/** The values a cursor remembers of a selected row. */
export function cursorValuesOf(keys: readonly CompiledSortKey[], record: SqlRecord): CursorValues {
  return keys.map(({ cursorValue, decode }, index) => decode(record[selectedAs(cursorValue, record, index)]))
}

function selectedAs(value: CompiledSortKey['cursorValue'], record: SqlRecord, index: number): string {
  if ('column' in value) return value.column
  const alias = keyAlias(index)
  return alias in record ? alias : (value.instant ?? alias)
}

/**
 * Makes a page of the rows that were read: one more than its limit when there are further rows.
 *
 * The rows on the other side of the cursor are not counted: it was made from one of them. When they have been deleted
 * since, the page before is empty.
 */
export function makePage<Row>(
  query: PageQuery,
  keys: readonly CompiledSortKey[],
  found: FoundRows<Row>,
): Page<Row> {
  const { limit, reading, place, offset } = query
  const hasMore = found.length > limit
  const shown = Array.from({ length: hasMore ? limit : found.length }, (_, index) => index)
  if (reading === 'backward') shown.reverse()

  const isAfterRows = place !== undefined || (offset > 0 && shown.length > 0)
  const hasNext = reading === 'backward' || hasMore
  const hasPrevious = reading === 'backward' ? hasMore : isAfterRows

  const cursorAt = (index: number | undefined): Cursor | null => {
    const values = index === undefined ? place : cursorValuesOf(keys, found.record(index))
    return values === undefined ? null : encodeCursor(values, query)
  }
  return {
    items: shown.map((index) => found.row(index)),
    next: hasNext ? cursorAt(shown.at(-1)) : null,
    previous: hasPrevious ? cursorAt(shown.at(0)) : null,
  }
}
