import { sql } from 'kysely'
import { origin } from '@uno-ts/types'
import type { CheckpointColumns, CheckpointSql } from './checkpoint-table.ts'

/**
 * Sets a checkpoint back to the origin and keeps its epoch. An upsert, so that it also waits for a first batch that is
 * still making the row.
 */
export async function resetCheckpoint(db: CheckpointSql, columns: CheckpointColumns): Promise<void> {
  const values = { position: origin, updated_at: sql<Date>`now()` }
  await db
    .insertInto('projection_checkpoints')
    .values({ ...columns, ...values, epoch: 0n })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'projection_id', 'version', 'slice']).doUpdateSet(values),
    )
    .execute()
}
