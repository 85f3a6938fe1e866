import { sqlType } from '../column/sql-type.ts'
import { quoted } from '../table/identifier.ts'
import type { ModelTable } from '../table/model-table.ts'
import { systemColumns } from '../table/system-columns.ts'

/**
 * A row as a parameter: one JSON text that PostgreSQL reads into typed columns, lists among them.
 */
export function recordset(table: ModelTable, parameter: string, alias: string): string {
  const columns = table.columns.map(({ field, type }) => `${quoted(field)} ${sqlType[type]}`)
  if (table.hasDocument) columns.push(`${quoted(systemColumns.document)} jsonb`)
  return `json_to_recordset(${parameter}::json) as ${alias}(${columns.join(', ')})`
}
