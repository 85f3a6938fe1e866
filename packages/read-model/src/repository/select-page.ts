import type { Criteria, CursorValues } from '@uno-ts/types'
import { compileCriteria, type Condition } from '../criteria/compile-criteria.ts'
import { orderBy, type Direction } from '../criteria/order-by.ts'
import { seekPlace } from '../criteria/seek-place.ts'
import type { CompiledSortKey } from '../criteria/sort-key.ts'
import { sql, type SqlPart } from '../criteria/sql-part.ts'
import { quoted } from '../table/identifier.ts'
import { rowColumns } from './row-columns.ts'
import type { Target } from './statement.ts'

/** Which rows of a list a statement reads. */
export interface PageSelection {
  readonly tenant: string
  readonly where: Criteria | undefined
  readonly keys: readonly CompiledSortKey[]
  readonly reading: Direction
  readonly place: CursorValues | undefined
  readonly limit: number
  readonly offset: number
  readonly total: boolean
  /** Whether instants are read as text, so that cursors take them from their columns. Default false. */
  readonly instantsAsText?: boolean | undefined
  /** Quoted columns; default all. */
  readonly columns?: readonly string[] | undefined
}

/** The aliases of what is selected beside the row: no field can be named so. */
export const totalAlias = '#total'
export const keyAlias = (index: number): string => `#${index}`

/**
 * Reads rows from a place on, each with the values a cursor remembers, in the order of reading.
 *
 * The limit is a parameter: said in the text, PostgreSQL makes another plan for every question, which takes longer than a
 * page by index (measured 2026-11-23).
 */
export function selectPage(target: Target, selection: PageSelection): SqlPart {
  const { keys, reading, place, limit, offset } = selection
  const matching = matchingRows(target, selection)
  const from = place === undefined ? matching : sql`${matching} and ${seekPlace(keys, place, reading)}`
  const terms = keys.flatMap((key) => key.terms)
  return sql`select ${sql.join(selected(target, selection))} from ${from} order by ${sql.join(
    orderBy(terms, reading),
  )} limit ${limit}${offset === 0 ? sql`` : sql` offset ${offset}`}`
}

/** Counts the rows that match. */
export function selectCount(
  target: Target,
  filter: { readonly tenant: string; readonly where: Criteria | undefined },
): SqlPart {
  return sql`select count(*) as count from ${matchingRows(target, filter)}`
}

function selected(target: Target, selection: PageSelection): readonly SqlPart[] {
  const { keys, total, instantsAsText = false, columns = rowColumns(target.table) } = selection
  const wanted = new Set(columns)
  const beside = keys.flatMap(({ cursorValue }, index) => {
    const column = columnOf(cursorValue, instantsAsText)
    if (column === undefined && 'expression' in cursorValue) {
      return [sql`${cursorValue.expression} as ${sql.id(keyAlias(index))}`]
    }
    if (column !== undefined) wanted.add(quoted(column))
    return []
  })
  return [
    ...[...wanted].map((column) => sql.raw(column)),
    ...beside,
    ...(total ? [sql`(${selectCount(target, selection)}) as ${sql.id(totalAlias)}`] : []),
  ]
}

/** The column that tells a cursor's value, if one does. */
function columnOf(value: CompiledSortKey['cursorValue'], instantsAsText: boolean): string | undefined {
  if ('column' in value) return value.column
  return instantsAsText ? value.instant : undefined
}

function matchingRows(
  { table, name }: Target,
  { tenant, where }: { readonly tenant: string; readonly where: Criteria | undefined },
): SqlPart {
  const filter: Condition = sql`tenant_id = ${tenant}`
  const conditions = where === undefined ? [filter] : [filter, compileCriteria(table, where)]
  return sql`${sql.raw(name)} where ${sql.join(conditions, ' and ')}`
}
