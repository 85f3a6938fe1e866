import { sql } from 'kysely'
import type { SliceMove } from '@uno-ts/types'
import { isOver } from '../lease/lease-tables.ts'
import type { CheckpointColumns, CheckpointSql } from './checkpoint-table.ts'

/**
 * Moves checkpoints of several slices that each stand where they should, unless their version is over. Tells how many did. It also bounds how long the
 * transaction may lie idle from here on: a process that is stopped in the middle of a batch must not keep its slices.
 */
export async function moveSlices(
  db: CheckpointSql,
  schema: string,
  { tenant_id, projection_id, version }: CheckpointColumns,
  moves: readonly SliceMove[],
  idleTimeoutMs: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
    with bounded as materialized (
      select set_config('idle_in_transaction_session_timeout', ${String(idleTimeoutMs)}, true)
    )
    update ${sql.id(schema, 'projection_checkpoints')} held set position = move.destination, updated_at = now()
    from unnest(${moves.map(({ slice }) => slice)}::int[], ${moves.map(({ from }) => from)}::bigint[],
      ${moves.map(({ to }) => to)}::bigint[], ${moves.map(({ epoch }) => epoch)}::bigint[])
      as move (slice, origin, destination, epoch), bounded
    where held.tenant_id = ${tenant_id} and held.projection_id = ${projection_id} and held.version = ${version}
      and held.slice = move.slice and held.position = move.origin and held.epoch = move.epoch
      and not ${isOver({ schema }, tenant_id, 'held')}`.execute(db)
  return Number(numAffectedRows ?? 0n)
}
