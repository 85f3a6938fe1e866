import { quoted } from '../table/identifier.ts'
import { systemColumns } from '../table/system-columns.ts'
import { recordset } from './recordset.ts'
import type { RowChange } from './row-change.ts'
import type { Statement, Target } from './statement.ts'
import type { WriteFacts } from './upsert-rows.ts'

/** What a write of one row says beside the row. */
export interface RowWriteFacts extends WriteFacts {
  /** The version the row must have; `undefined` for any. */
  readonly expectedVersion: number | undefined
}

/** What a write of one row found. */
export interface WriteReport {
  readonly written: boolean
  /** The version before the write; `null` when there was no row. */
  readonly found: number | null
  /** The position it had applied: 64 bits, as drivers give them. */
  readonly position: string | bigint | number | null
}

/**
 * Changes a row that is there, at the expected version if there is one, unless it has applied a later position. Answers
 * one {@link WriteReport}.
 */
export function updateRow(
  { table, name }: Target,
  { row, columns, document }: RowChange,
  { tenant, position, expectedVersion }: RowWriteFacts,
): Statement {
  const key = quoted(table.key)
  const sets = columns
    .filter((field) => field !== table.key)
    .map((field) => `${quoted(field)} = r.${quoted(field)}`)
  if (table.hasDocument) sets.push(`${doc} = ${document === 'merge' ? `stored.${doc} || ` : ''}r.${doc}`)
  return {
    text: `with written as (
  update ${name} as stored set
    ${[...sets, ...touched].join(', ')}
  from ${recordset(table, '$3', 'r')}
  where stored.tenant_id = $1 and stored.${key} = r.${key}
    and ($5::integer is null or stored.row_version = $5)
    and (stored."position" is null or $2::bigint is null or stored."position" <= $2)
  returning 1
), found as (
  select row_version, "position" from ${name} where tenant_id = $1 and ${key} = $4
)
select exists (select from written) as written, (select row_version from found) as found,
  (select "position" from found) as "position"`,
    values: [tenant, position, JSON.stringify([row]), row[table.key], expectedVersion],
  }
}

const doc = quoted(systemColumns.document)

const touched = [
  'row_version = stored.row_version + 1',
  '"position" = coalesce($2::bigint, stored."position")',
  'updated_at = now()',
]
