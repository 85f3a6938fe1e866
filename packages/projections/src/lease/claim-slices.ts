import { globalPosition, projectionId, type HeldSlice, type WantedSlices } from '@uno-ts/types'
import { sql } from 'kysely'
import { checkpoints, isOver, members, sliceRows, type LeaseTables } from './lease-tables.ts'

interface ClaimedRow {
  readonly projection_id: string
  readonly version: number
  readonly slice: number
  readonly epoch: string
  readonly position: string
}

/**
 * Takes those of the wanted slices that nobody else alive holds; makes the rows of new ones. A slice for which somebody is
 * still committing a batch is left alone: this member must not wait, or it would count as dead itself.
 */
export async function claimSlices(
  tables: LeaseTables,
  memberId: string,
  wanted: readonly WantedSlices[],
): Promise<readonly HeldSlice[]> {
  const { rows } = await sql<ClaimedRow>`
    with wanted as (
      select * from ${sliceRows(wanted)} given where not ${isOver(tables, tables.tenant, 'given')}
    ), made as (
      insert into ${checkpoints(tables)} (tenant_id, projection_id, version, slice, position, epoch, owner, updated_at)
      select ${tables.tenant}, projection_id, version, slice, 0, 1, ${memberId}, now() from wanted
      where not exists ( -- a conflict with a row that a batch has moved would wait for its commit
        select from ${checkpoints(tables)} known where known.tenant_id = ${tables.tenant}
          and known.projection_id = wanted.projection_id and known.version = wanted.version and known.slice = wanted.slice)
      on conflict (tenant_id, projection_id, version, slice) do nothing
      returning projection_id, version, slice, epoch, position
    ), free as (
      select held.ctid as place from ${checkpoints(tables)} held
      join wanted on held.tenant_id = ${tables.tenant} and held.projection_id = wanted.projection_id
        and held.version = wanted.version and held.slice = wanted.slice
      where held.owner is null or held.owner = ${memberId} or not exists (
        select from ${members(tables)} alive
        where alive.tenant_id = held.tenant_id and alive.member_id = held.owner and alive.until > now())
      for no key update of held skip locked
    ), taken as (
      update ${checkpoints(tables)} held set owner = ${memberId}, epoch = held.epoch + 1
      from free where held.ctid = free.place
      returning held.projection_id, held.version, held.slice, held.epoch, held.position
    )
    select * from made union all select * from taken`.execute(tables.db)
  return rows.map(({ projection_id, version, slice, epoch, position }) => ({
    projectionId: projectionId(projection_id),
    version,
    slice,
    epoch: BigInt(epoch),
    position: globalPosition(position),
  }))
}
