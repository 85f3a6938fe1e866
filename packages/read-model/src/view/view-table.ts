import { sql, type RawBuilder } from 'kysely'

/** The row of one view. */
export interface ViewRow {
  readonly name: string
  readonly definition: string
  /** As drivers give `bigint`. */
  readonly refresh_every_ms: string | number | null
  readonly refreshed_at: Date
  readonly duration_ms: number
  readonly failed_at: Date | null
  readonly failure: string | null
}

/** The table in which views are registered. */
export function viewTable(schema: string): RawBuilder<unknown> {
  return sql.id(schema, 'materialized_views')
}
