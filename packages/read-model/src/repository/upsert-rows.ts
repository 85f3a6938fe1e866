import { quoted } from '../table/identifier.ts'
import type { ModelTable } from '../table/model-table.ts'
import type { EncodedRow } from './encode-row.ts'
import { arraysOf, arraysText } from './row-arrays.ts'
import { rowColumns } from './row-columns.ts'
import type { Target } from './statement.ts'

/** What a write says beside its rows. */
export interface WriteFacts {
  readonly tenant: string
  readonly position: bigint | undefined
}

/**
 * Inserts rows or replaces them; a row that has applied a later position is left as it is. Takes the tenant, the position
 * and the rows as an array a column.
 */
export function upsertRowsText({ table, name }: Target): string {
  const columns = rowColumns(table)
  const { from, selected } = arraysText(table, 3)
  const replaced = columns.filter((column) => column !== quoted(table.key))
  return `insert into ${name} as stored (tenant_id, ${columns.join(', ')}, "position")
select $1, ${selected}, $2::bigint
from ${from}
on conflict (tenant_id, ${quoted(table.key)}) do update set
  ${[...replaced.map((column) => `${column} = excluded.${column}`), ...touched].join(', ')}
where stored."position" is null or excluded."position" is null or stored."position" <= excluded."position"`
}

/** The parameters of {@link upsertRowsText}. */
export function upsertValues(
  table: ModelTable,
  rows: readonly EncodedRow[],
  { tenant, position }: WriteFacts,
): unknown[] {
  return [tenant, position, ...arraysOf(table, rows)]
}

const touched = [
  'row_version = stored.row_version + 1',
  '"position" = coalesce(excluded."position", stored."position")',
  'updated_at = now()',
]
