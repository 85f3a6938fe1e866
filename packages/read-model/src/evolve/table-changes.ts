import type { ReadModelDefinition } from '@uno-ts/types'
import { columnType } from '../column/sql-type.ts'
import { indexStatements } from '../table/create-table-statements.ts'
import { quoted } from '../table/identifier.ts'
import { modelTable, type Column, type ModelTable } from '../table/model-table.ts'
import { isSystemColumn, systemColumns } from '../table/system-columns.ts'
import type { Altered, Difference } from './difference.ts'
import { documentValue } from './document-value.ts'
import { searchChanges } from './search-changes.ts'
import type { ColumnShape, TableShape } from './table-shape.ts'

/** A difference that is not made by itself: it would lose data, or needs a decision. */
export interface RefusedChange {
  readonly model: string
  /** What differs. */
  readonly problem: string
  /** What to run once somebody has decided, in order. */
  readonly statements: readonly string[]
}

/** What brings a table to its definition. */
export interface TableChanges {
  /** Adds what is missing and loses nothing, in order. */
  readonly statements: readonly string[]
  readonly refused: readonly RefusedChange[]
}

/**
 * Compares a table with its definition.
 *
 * @param schema - the schema's name, quoted
 */
export function tableChanges(
  model: ReadModelDefinition,
  shape: TableShape,
  { schema }: { readonly schema: string },
): TableChanges {
  const table = modelTable(model)
  const name = `${schema}.${quoted(table.name)}`
  const alter = `alter table ${name}`
  const search = searchChanges({ alter, name, table, shape }, model)
  const differences = [
    ...documentChange({ alter, name, table, shape }),
    ...table.columns.map((column) => columnChange({ alter, name, table, shape }, column)),
    ...search.differences,
    ...[...shape.columns.keys()]
      .filter((column) => isForeign(table, column))
      .map((column): Difference => ({
        problem: `column ${quoted(column)} is not in the definition`,
        statements: [`${alter} drop column ${quoted(column)}`],
      })),
  ]
  const indexes = indexStatements(model, { schema }).filter(
    ({ index, generated = '', needs }) =>
      (!shape.indexes.has(index) || search.rebuilt.has(generated)) &&
      (needs === undefined || shape.hasTrigrams),
  )
  return {
    statements: [
      ...differences.flatMap(({ problem, statements }) => (problem === undefined ? statements : [])),
      ...indexes.map(({ statement }) => statement),
    ],
    refused: differences.flatMap(({ problem, statements }) =>
      problem === undefined ? [] : [{ model: model.name, problem, statements }],
    ),
  }
}

const none: Difference = { statements: [] }

function columnChange({ alter, name, shape }: Altered, column: Column): Difference {
  const found = shape.columns.get(column.field)
  return found === undefined ? newColumn({ alter, name, shape }, column) : oldColumn(alter, column, found)
}

/** Values that the document has had so far move to the column. */
function newColumn(
  { alter, name, shape }: { readonly alter: string; readonly name: string; readonly shape: TableShape },
  column: Column,
): Difference {
  const field = quoted(column.field)
  const add = `${alter} add column ${field} ${columnType(column.type)}`
  const setNotNull = `${alter} alter column ${field} set not null`
  const { document } = systemColumns
  if (shape.isEmpty) return { statements: [column.nullable ? add : `${add} not null`] }
  const move = shape.columns.has(document)
    ? [
        `update ${name} set ${field} = ${documentValue(column)}, ${document} = ${document} - '${column.field}' where ${document} ? '${column.field}'`,
      ]
    : []
  if (column.nullable) return { statements: [add, ...move] }
  return {
    problem: `column ${field} is missing; it refuses null, and there are rows`,
    statements: [add, ...move, `update ${name} set ${field} = … where ${field} is null`, setNotNull],
  }
}

function oldColumn(alter: string, { field, type, nullable }: Column, found: ColumnShape): Difference {
  const wanted = columnType(type)
  if (found.type !== wanted) {
    return {
      problem: `column ${quoted(field)} is ${found.type}, expected ${wanted}`,
      statements: [
        `${alter} alter column ${quoted(field)} type ${wanted} using ${quoted(field)}::${wanted.split(' collate')[0]}`,
      ],
    }
  }
  if (found.isNullable === nullable) return none
  if (nullable) return { statements: [`${alter} alter column ${quoted(field)} drop not null`] }
  return {
    problem: `column ${quoted(field)} holds null, expected never`,
    statements: [`${alter} alter column ${quoted(field)} set not null`],
  }
}

function documentChange({ alter, table, shape }: Altered): readonly Difference[] {
  const { document } = systemColumns
  const has = shape.columns.has(document)
  if (table.hasDocument && !has) {
    return [{ statements: [`${alter} add column ${document} jsonb not null default '{}'`] }]
  }
  if (!has || table.hasDocument) return []
  return [
    {
      problem: 'every field has a column, and the document is there still',
      statements: [`${alter} drop column ${document}`],
    },
  ]
}

function isForeign(table: ModelTable, column: string): boolean {
  return table.column(column) === undefined && !isSystemColumn(column)
}
