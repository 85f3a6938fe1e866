import { globalPosition, type Checkpoint } from '@uno-ts/types'
import { isRow, type CheckpointColumns, type CheckpointSql } from './checkpoint-table.ts'

/** Reads a checkpoint; `undefined` when there is none. */
export async function loadCheckpoint(
  db: CheckpointSql,
  columns: CheckpointColumns,
): Promise<Checkpoint | undefined> {
  const row = await db
    .selectFrom('projection_checkpoints')
    .select(['position', 'updated_at'])
    .where(isRow(columns))
    .executeTakeFirst()
  return row && { position: globalPosition(row.position), updatedAt: row.updated_at }
}
