import type { ReadModelDefinition } from '@uno-ts/types'
import { generatedColumns, markStatement, type GeneratedColumn } from '../table/generated-columns.ts'
import { systemColumns } from '../table/system-columns.ts'
import type { Altered, Difference } from './difference.ts'

/** What becomes of the columns that search reads. */
export interface SearchChanges {
  readonly differences: readonly Difference[]
  /** The columns that are dropped and made anew, and their indexes with them. */
  readonly rebuilt: ReadonlySet<string>
}

/**
 * Compares the generated columns by their marks. One that is made of something else is rebuilt: what it holds comes from
 * the other columns, so that nothing is lost.
 */
export function searchChanges(
  { alter, name: table, table: columns, shape }: Altered,
  model: ReadModelDefinition,
): SearchChanges {
  const wanted = generatedColumns(columns, model.search)
  const isThere = ({ name }: GeneratedColumn): boolean => shape.columns.has(name)
  const rebuilt = wanted.filter(
    (column) => isThere(column) && shape.columns.get(column.name)?.comment !== column.mark,
  )
  const add = (column: GeneratedColumn): readonly string[] => [
    `${alter} add column ${column.declaration}`,
    markStatement(table, column),
  ]
  const surplus = [systemColumns.search, systemColumns.searchText].filter(
    (column) => shape.columns.has(column) && wanted.every(({ name }) => name !== column),
  )
  return {
    differences: [
      ...wanted.filter((column) => !isThere(column)).map((column) => ({ statements: add(column) })),
      ...rebuilt.map((column) => ({ statements: [`${alter} drop column ${column.name}`, ...add(column)] })),
      ...surplus.map((column) => ({
        problem: `the definition asks for no such search, and "${column}" is kept still`,
        statements: [`${alter} drop column ${column}`],
      })),
    ],
    rebuilt: new Set(rebuilt.map(({ name }) => name)),
  }
}
