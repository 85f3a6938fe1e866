import { quoted } from '../table/identifier.ts'
import type { Target } from './statement.ts'

/** Deletes the rows of a tenant `$1` with the ids `$2`; the count of affected rows says how many there were. */
export function deleteRowsText({ table, name }: Target): string {
  return `delete from ${name} where tenant_id = $1 and ${quoted(table.key)} = any($2::text[])`
}
