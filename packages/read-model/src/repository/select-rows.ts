import { quoted } from '../table/identifier.ts'
import { knowledgeColumns, rowColumns } from './row-columns.ts'
import type { Target } from './statement.ts'

/** Reads the row of a tenant `$1` with the id `$2`. */
export function selectRowText({ table, name }: Target): string {
  return `select ${rowColumns(table).join(', ')} from ${name} where tenant_id = $1 and ${quoted(table.key)} = $2`
}

/** Reads the row of a tenant `$1` with the id `$2`, its version, position and time. */
export function selectModelText({ table, name }: Target): string {
  const columns = [...rowColumns(table), ...knowledgeColumns].join(', ')
  return `select ${columns} from ${name} where tenant_id = $1 and ${quoted(table.key)} = $2`
}

/** Reads the rows of a tenant `$1` with the ids `$2`, in no order. */
export function selectRowsText({ table, name }: Target): string {
  const columns = rowColumns(table).join(', ')
  return `select ${columns} from ${name} where tenant_id = $1 and ${quoted(table.key)} = any($2::text[])`
}

/** Answers one row, without columns, when the tenant `$1` has the id `$2`. */
export function selectExistsText({ table, name }: Target): string {
  return `select from ${name} where tenant_id = $1 and ${quoted(table.key)} = $2`
}
