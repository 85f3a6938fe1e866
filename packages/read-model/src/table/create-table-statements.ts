import type { IndexDefinition, MigrationContext, ReadModelDefinition } from '@uno-ts/types'
import { columnType } from '../column/sql-type.ts'
import { fittingName, quoted } from './identifier.ts'
import { modelTable, type Column, type ModelTable } from './model-table.ts'
import { generatedColumns, markStatement } from './generated-columns.ts'
import { createTrigramIndex } from './search-text.ts'
import { systemColumns } from './system-columns.ts'

/**
 * Prints the statements that create a read model's table and its indexes, in order. Text is ordered by code point on
 * every server (`collate "C"`); every key and index is led by the tenant.
 *
 * @param context - the schema's name, quoted: `{ schema: '"uno"' }`
 * @example
 * ```ts
 * import { createTableStatements, defineReadModel } from '@uno-ts/read-model'
 * import { z } from 'zod'
 *
 * const countries = defineReadModel({ name: 'countries', schema: z.object({ code: z.string() }), key: 'code' })
 *
 * export const ddl = createTableStatements(countries, { schema: '"uno"' }).join(';\n')
 * ```
 */
export function createTableStatements(
  model: ReadModelDefinition,
  { schema }: MigrationContext,
): readonly string[] {
  const table = modelTable(model)
  const name = `${schema}.${quoted(table.name)}`
  return [
    `create table ${name} (\n  ${columnLines(model, table).join(',\n  ')}\n)`,
    ...generatedColumns(table, model.search).map((column) => markStatement(name, column)),
    ...indexStatements(model, { schema }).map(({ statement }) => statement),
  ]
}

/** The indexes of a read model, by name, and the statements that create them. */
export function indexStatements(
  model: ReadModelDefinition,
  { schema }: MigrationContext,
): readonly NamedStatement[] {
  const table = modelTable(model)
  const name = `${schema}.${quoted(table.name)}`
  return [
    ...model.indexes.map((index) => createIndex(name, table, index)),
    ...(model.search ? [createSearchIndex(name, table)] : []),
    ...(model.search?.fuzzy === true ? [createFuzzyIndex(name, table)] : []),
  ]
}

interface NamedStatement {
  readonly index: string
  /** The generated column it is of: it goes with it. */
  readonly generated?: string
  /** The extension without which there is no such index, and nothing is amiss. */
  readonly needs?: 'pg_trgm'
  readonly statement: string
}

function columnLines(model: ReadModelDefinition, table: ModelTable): readonly string[] {
  return [
    `${systemColumns.tenant} text collate "C" not null`,
    ...table.columns.map(columnLine),
    ...(table.hasDocument ? [`${systemColumns.document} jsonb not null default '{}'`] : []),
    `${systemColumns.version} integer not null default 1`,
    `${systemColumns.position} bigint`,
    `${systemColumns.updatedAt} timestamptz not null default now()`,
    ...generatedColumns(table, model.search).map(({ declaration }) => declaration),
    `primary key (${systemColumns.tenant}, ${quoted(table.key)})`,
  ]
}

function columnLine({ field, type, nullable }: Column): string {
  return `${quoted(field)} ${columnType(type)}${nullable ? '' : ' not null'}`
}

function createIndex(
  name: string,
  table: ModelTable,
  { columns, unique = false }: IndexDefinition,
): NamedStatement {
  const index = fittingName(table.name, ...columns, unique ? 'key' : 'idx')
  const [first = ''] = columns
  const type = table.column(first)?.type
  if (type === 'json' || type === 'text[]')
    return { index, statement: `create index ${quoted(index)} on ${name} using gin (${quoted(first)})` }
  // The row's key comes last, so that a page in this order, ties broken by the key, is read from the index alone.
  const keys = unique || columns.includes(table.key) ? columns : [...columns, table.key]
  const listed = [systemColumns.tenant, ...keys.map(quoted)].join(', ')
  const statement = `create ${unique ? 'unique ' : ''}index ${quoted(index)} on ${name} (${listed})`
  return { index, statement }
}

function createSearchIndex(name: string, table: ModelTable): NamedStatement {
  const index = fittingName(table.name, systemColumns.search, 'idx')
  const statement = `create index ${quoted(index)} on ${name} using gin (${systemColumns.search})`
  return { index, statement, generated: systemColumns.search }
}

function createFuzzyIndex(name: string, table: ModelTable): NamedStatement {
  const index = fittingName(table.name, systemColumns.searchText, 'idx')
  return {
    index,
    statement: createTrigramIndex(index, name),
    generated: systemColumns.searchText,
    needs: 'pg_trgm',
  }
}
