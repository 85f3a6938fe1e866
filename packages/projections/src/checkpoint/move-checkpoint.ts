import { sql } from 'kysely'
import type { GlobalPosition } from '@uno-ts/types'
import { isRow, type CheckpointColumns, type CheckpointSql } from './checkpoint-table.ts'

/** What one move says. */
export interface Move {
  readonly from: GlobalPosition
  readonly to: GlobalPosition
  readonly epoch: bigint
}

/** Moves a checkpoint that stands at `from`; waits for whoever holds its row. Tells whether it stood there. */
export async function moveCheckpoint(
  db: CheckpointSql,
  columns: CheckpointColumns,
  { from, to, epoch }: Move,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('projection_checkpoints')
    .set({ position: to, epoch, updated_at: sql<Date>`now()` })
    .where(isRow(columns))
    .where('position', '=', from)
    .where('epoch', '<=', epoch)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
