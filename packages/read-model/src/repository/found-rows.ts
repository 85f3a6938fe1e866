import type { ModelTable } from '../table/model-table.ts'
import { decodeRow, decodeValues, type SqlRecord } from './decode-row.ts'
import { recordOf, type RunOptions, type StatementRunner } from './statement-runner.ts'
import type { Statement } from './statement.ts'

/** What a statement has read, decoded row by row as it is asked for. */
export interface FoundRows<Row> {
  readonly length: number
  /** The row at an index. */
  readonly row: (index: number) => Row
  /** The columns of the row at an index, those beside the row among them. */
  readonly record: (index: number) => SqlRecord
}

/** Reads whole rows, each with what is selected behind it. Where there is a pool no row goes through an object of columns. */
export async function findRows<Row>(
  { runner, table }: { readonly runner: StatementRunner; readonly table: ModelTable },
  statement: Statement,
  options: RunOptions,
): Promise<FoundRows<Row>> {
  const result = await runner.arrays(statement, options)
  if (result === undefined) return findRecords({ runner, table }, statement, options)
  const { rows } = result
  return {
    length: rows.length,
    row: (index) => decodeValues(table, rows[index] ?? []),
    record: (index) => recordOf(result, rows[index] ?? []),
  }
}

/** Reads some columns of rows. */
export async function findRecords<Row>(
  { runner, table }: { readonly runner: StatementRunner; readonly table: ModelTable },
  statement: Statement,
  options: RunOptions,
): Promise<FoundRows<Row>> {
  const { records } = await runner.run(statement, options)
  const record = (index: number): SqlRecord => records[index] ?? {}
  return { length: records.length, row: (index) => decodeRow(table, record(index)), record }
}
