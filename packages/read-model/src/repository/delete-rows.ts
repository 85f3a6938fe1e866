import { quoted } from '../table/identifier.ts'
import type { Statement, Target } from './statement.ts'

/** Deletes rows; the count of affected rows says how many there were. */
export function deleteRows({ table, name }: Target, tenant: string, ids: readonly string[]): Statement {
  return {
    text: `delete from ${name} where tenant_id = $1 and ${quoted(table.key)} = any($2::text[])`,
    values: [tenant, ids],
  }
}
