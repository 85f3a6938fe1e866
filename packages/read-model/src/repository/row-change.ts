import { InvalidArgumentError } from '@uno-ts/types'
import type { ModelTable } from '../table/model-table.ts'
import { encodeChanges, type EncodedRow } from './encode-row.ts'

/** Which columns an update sets, and what becomes of the document. */
export interface RowChange {
  /** The new values, with the row's id. */
  readonly row: EncodedRow
  /** The fields whose columns are set. */
  readonly columns: readonly string[]
  /** `replace` it, or `merge` the new fields into it. */
  readonly document: 'replace' | 'merge'
}

/** All of a row. */
export function wholeRow(table: ModelTable, row: EncodedRow): RowChange {
  return { row, columns: table.columns.map(({ field }) => field), document: 'replace' }
}

/**
 * Some fields of a row. A field that is `undefined` stays as it is.
 *
 * @throws InvalidArgumentError naming a field that has no place, holds what its column cannot, or is the row's id
 */
export function partOfRow(table: ModelTable, id: string, changes: object): RowChange {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  if (Object.hasOwn(given, table.key) && given[table.key] !== id) {
    throw new InvalidArgumentError(`${table.name}.${table.key} identifies the row: a patch cannot change it`)
  }
  return {
    row: { ...encodeChanges(table, given), [table.key]: id },
    columns: Object.keys(given).filter((field) => table.column(field) !== undefined),
    document: 'merge',
  }
}
