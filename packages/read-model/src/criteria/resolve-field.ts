import { InvalidArgumentError, type FieldPath } from '@uno-ts/types'
import type { Column, ModelTable } from '../table/model-table.ts'
import { systemColumns } from '../table/system-columns.ts'
import { sql, type SqlPart } from './sql-part.ts'

/** What a field path leads to: a typed column, or a place inside JSON. */
export type Field =
  | {
      readonly kind: 'column'
      readonly name: string
      readonly column: Column
      readonly expression: SqlPart
    }
  | { readonly kind: 'json'; readonly name: string; readonly expression: SqlPart }

/**
 * Finds a field by its path: a column, or a column (or a field without one) and the keys inside it.
 *
 * @throws InvalidArgumentError naming a field the model does not have
 */
export function resolveField(table: ModelTable, path: FieldPath): Field {
  if (typeof path !== 'string') throw new InvalidArgumentError(`a field of ${table.name} is named by a text`)
  const [first = '', ...rest] = path.split('.')
  const column = table.column(first)
  if (column !== undefined && rest.length === 0) {
    const expression = sql.id(first)
    return column.type === 'json'
      ? { kind: 'json', name: path, expression }
      : { kind: 'column', name: path, column, expression }
  }
  if (column !== undefined) {
    if (column.type === 'json') return inside(sql.id(first), path, rest)
    throw new InvalidArgumentError(
      `${table.name} has no field "${shown(path)}": "${first}" is ${column.type}, no document`,
    )
  }
  if (
    table.documentFields === 'any' ? !table.hasDocument || first === '' : !table.documentFields.has(first)
  ) {
    throw new InvalidArgumentError(`${table.name} has no field "${shown(path)}"`)
  }
  return inside(sql.id(systemColumns.document), path, [first, ...rest])
}

function inside(root: SqlPart, name: string, keys: readonly string[]): Field {
  if (keys.some((key) => key === '' || key.includes('\0') || !key.isWellFormed())) {
    throw new InvalidArgumentError(`a path joins keys by single dots, found "${shown(name)}"`)
  }
  return { kind: 'json', name, expression: sql`(${root} #> cast(${keys} as text[]))` }
}

function shown(path: string): string {
  return path.length > 60 ? `${path.slice(0, 60)}…` : path
}
