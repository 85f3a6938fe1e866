import { sql, type RawBuilder } from 'kysely'

/** Drops the table of a generation. */
export function dropVectorTable(schema: string, table: string): RawBuilder<unknown> {
  return sql`drop table if exists ${sql.id(schema, table)}`
}
