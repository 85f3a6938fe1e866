import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely'
import type { TenantId } from '@uno-ts/types'

/** The row of one checkpoint. The driver gives `bigint` columns as text. */
export interface CheckpointRow {
  tenant_id: TenantId
  projection_id: string
  version: number
  slice: number
  position: string | bigint
  epoch: string | bigint
  updated_at: Date
}

/** The tables of this package, for the query builder. */
export interface CheckpointDatabase {
  projection_checkpoints: CheckpointRow
}

/** Where checkpoint statements run: the query builder, or its transaction, on the schema of the table. */
export type CheckpointSql = Kysely<CheckpointDatabase>

/** The key's columns. */
export type CheckpointColumns = Pick<CheckpointRow, 'tenant_id' | 'projection_id' | 'version' | 'slice'>

/** The condition that a row is the one of these columns. */
export function isRow(
  columns: CheckpointColumns,
): (where: ExpressionBuilder<CheckpointDatabase, 'projection_checkpoints'>) => Expression<SqlBool> {
  return (where) => where.and(columns)
}
