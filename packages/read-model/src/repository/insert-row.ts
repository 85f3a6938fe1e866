import { quoted } from '../table/identifier.ts'
import type { EncodedRow } from './encode-row.ts'
import { recordset } from './recordset.ts'
import { rowColumns } from './row-columns.ts'
import type { Statement, Target } from './statement.ts'
import type { WriteFacts } from './upsert-rows.ts'

/** Inserts a row that must not exist. Answers whether it was `written` and the version that was `found`. */
export function insertRow({ table, name }: Target, row: EncodedRow, facts: WriteFacts): Statement {
  const columns = rowColumns(table)
  const key = quoted(table.key)
  return {
    text: `with written as (
  insert into ${name} (tenant_id, ${columns.join(', ')}, "position")
  select $1, ${columns.map((column) => `r.${column}`).join(', ')}, $2::bigint from ${recordset(table, '$3', 'r')}
  on conflict (tenant_id, ${key}) do nothing
  returning 1
)
select exists (select from written) as written, null as "position",
  (select row_version from ${name} where tenant_id = $1 and ${key} = $4) as found`,
    values: [facts.tenant, facts.position, JSON.stringify([row]), row[table.key]],
  }
}
