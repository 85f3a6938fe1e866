import { encodeCursor, type Cursor, type CursorValues, type Page } from '@uno-ts/types'
import type { CompiledSortKey } from '../criteria/sort-key.ts'
import type { SqlRecord } from './decode-row.ts'
import type { PageQuery } from './page-query.ts'
import { keyAlias } from './select-page.ts'

/** The values a cursor remembers of a selected row. */
export function cursorValuesOf(keys: readonly CompiledSortKey[], record: SqlRecord): CursorValues {
  return keys.map(({ cursorValue, decode }, index) =>
    decode(record['column' in cursorValue ? cursorValue.column : keyAlias(index)]),
  )
}

/**
 * Makes a page of the records that were read: one more than its limit when there are further rows.
 *
 * The rows on the other side of the cursor are not counted: it was made from one of them. When they have been deleted
 * since, the page before is empty.
 */
export function makePage<Row>(
  query: PageQuery,
  keys: readonly CompiledSortKey[],
  records: readonly SqlRecord[],
  decode: (record: SqlRecord) => Row,
): Page<Row> {
  const { limit, reading, place, offset } = query
  const hasMore = records.length > limit
  const shown = records.slice(0, limit)
  if (reading === 'backward') shown.reverse()

  const isAfterRows = place !== undefined || (offset > 0 && shown.length > 0)
  const hasNext = reading === 'backward' || hasMore
  const hasPrevious = reading === 'backward' ? hasMore : isAfterRows

  const cursorAt = (record: SqlRecord | undefined): Cursor | null => {
    const values = record === undefined ? place : cursorValuesOf(keys, record)
    return values === undefined ? null : encodeCursor(values, query)
  }
  return {
    items: shown.map(decode),
    next: hasNext ? cursorAt(shown.at(-1)) : null,
    previous: hasPrevious ? cursorAt(shown.at(0)) : null,
  }
}
