import { globalPosition, type GlobalPosition, type HeldSlice, type ProjectionVersion } from '@uno-ts/types'
import { sql } from 'kysely'
import { checkpoints, type LeaseTables } from './lease-tables.ts'

/**
 * Takes all slices of a projection for a member, whoever holds them; makes the rows of new ones. Waits for batches that
 * holders are committing. With a position, the checkpoints go there.
 */
export async function takeSlices(
  tables: LeaseTables,
  { projectionId, version }: ProjectionVersion,
  options: {
    readonly memberId: string
    readonly slices: number
    readonly position: GlobalPosition | undefined
  },
): Promise<readonly HeldSlice[]> {
  const { memberId, slices, position } = options
  const to = position === undefined ? null : position.toString()
  const { rows } = await sql<{ slice: number; epoch: string; position: string }>`
    insert into ${checkpoints(tables)} as held
      (tenant_id, projection_id, version, slice, position, epoch, owner, updated_at)
    select ${tables.tenant}, ${projectionId}, ${version}, slice, coalesce(${to}::bigint, 0), 1, ${memberId}, now()
    from generate_series(0, ${slices}::int - 1) slice
    on conflict (tenant_id, projection_id, version, slice) do update set owner = excluded.owner,
      epoch = held.epoch + 1, position = coalesce(${to}::bigint, held.position), updated_at = now()
    returning slice, epoch::text as epoch, position::text as position`.execute(tables.db)
  return rows.map((row) => ({
    projectionId,
    version,
    slice: row.slice,
    epoch: BigInt(row.epoch),
    position: globalPosition(row.position),
  }))
}
