import { sql } from 'kysely'
import { origin } from '@uno-ts/types'
import type { CheckpointColumns, CheckpointSql } from './checkpoint-table.ts'
import type { Move } from './move-checkpoint.ts'

/**
 * Makes the checkpoint, or moves one that stands at the origin; waits for whoever else is making it. Tells whether it
 * did either.
 */
export async function beginCheckpoint(
  db: CheckpointSql,
  columns: CheckpointColumns,
  { to, epoch }: Omit<Move, 'from'>,
): Promise<boolean> {
  const values = { position: to, epoch, updated_at: sql<Date>`now()` }
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('projection_checkpoints')
    .values({ ...columns, ...values })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'projection_id', 'version', 'slice'])
        .doUpdateSet(values)
        .where('projection_checkpoints.position', '=', origin)
        .where('projection_checkpoints.epoch', '<=', epoch),
    )
    .executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}
