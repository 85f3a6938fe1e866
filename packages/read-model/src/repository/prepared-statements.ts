import { hash } from '../table/identifier.ts'
import { deleteRowsText } from './delete-rows.ts'
import { selectExistsText, selectModelText, selectRowsText, selectRowText } from './select-rows.ts'
import type { PreparedText, Target } from './statement.ts'
import { upsertRowsText } from './upsert-rows.ts'

/** The statements of one table that run often, written once. */
export interface PreparedStatements {
  readonly row: PreparedText
  readonly model: PreparedText
  readonly rows: PreparedText
  readonly exists: PreparedText
  readonly upsert: PreparedText
  readonly delete: PreparedText
}

/** Writes the statements of a table. */
export function preparedStatements(target: Target): PreparedStatements {
  const prepared = (does: string, text: string): PreparedText => ({
    // The text is part of the name: two versions of a definition may share a connection. PostgreSQL keeps 63 bytes.
    name: `${does}_${hash(text)}_${target.table.name}`.slice(0, 63),
    text,
  })
  return {
    row: prepared('row', selectRowText(target)),
    model: prepared('model', selectModelText(target)),
    rows: prepared('rows', selectRowsText(target)),
    exists: prepared('exists', selectExistsText(target)),
    upsert: prepared('upsert', upsertRowsText(target)),
    delete: prepared('delete', deleteRowsText(target)),
  }
}
