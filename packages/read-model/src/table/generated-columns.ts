import type { SearchDefinition } from '@uno-ts/types'
import { hash } from './identifier.ts'
import type { ModelTable } from './model-table.ts'
import { searchText } from './search-text.ts'
import { searchVector } from './search-vector.ts'
import { systemColumns } from './system-columns.ts'

/** A column the database fills by itself. */
export interface GeneratedColumn {
  readonly name: string
  /** As `create table` and `add column` take it. */
  readonly declaration: string
  /** Stands for the declaration, and is written on the column: another one is another column. */
  readonly mark: string
}

/** The columns that a model's search reads: none without a search. */
export function generatedColumns(
  table: ModelTable,
  search: SearchDefinition | undefined,
): readonly GeneratedColumn[] {
  if (search === undefined) return []
  return [
    generated(systemColumns.search, 'tsvector', searchVector(table, search)),
    ...(search.fuzzy === true
      ? [generated(systemColumns.searchText, 'text collate "C"', searchText(table, search))]
      : []),
  ]
}

function generated(name: string, type: string, expression: string): GeneratedColumn {
  const declaration = `${name} ${type} generated always as (${expression}) stored`
  return { name, declaration, mark: `uno-ts ${hash(declaration)}` }
}

/**
 * Writes the mark on a generated column, as its comment. PostgreSQL keeps the expression in words of its own, which cannot
 * be compared with ours.
 *
 * @param table - with its schema, quoted
 */
export function markStatement(table: string, { name, mark }: GeneratedColumn): string {
  return `comment on column ${table}.${name} is '${mark}'`
}
