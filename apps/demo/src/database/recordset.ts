import { sql, type RawBuilder } from 'kysely'

/**
 * Rows as one bound parameter, for `from … as r(code text, units bigint)`: however many there are, the statement stays
 * the same and takes one round trip.
 */
export function recordset(rows: readonly object[]): RawBuilder<unknown> {
  return sql`json_to_recordset(${JSON.stringify(rows)}::json)`
}
