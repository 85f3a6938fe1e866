import { globalPosition, type ProjectionVersion, type SliceStatus } from '@uno-ts/types'
import { sql } from 'kysely'
import { checkpoints, members, type LeaseTables } from './lease-tables.ts'

interface StatusRow {
  readonly slice: number
  readonly epoch: string
  readonly position: string
  readonly holder: string | null
  readonly updated_at: Date
}

/** Every slice of a projection by number, with the member alive that holds it. */
export async function sliceStatus(
  tables: LeaseTables,
  { projectionId, version }: ProjectionVersion,
): Promise<readonly SliceStatus[]> {
  const { rows } = await sql<StatusRow>`
    select held.slice, held.epoch, held.position, held.updated_at, alive.member_id as holder
    from ${checkpoints(tables)} held
    left join ${members(tables)} alive
      on alive.tenant_id = held.tenant_id and alive.member_id = held.owner and alive.until > now()
    where held.tenant_id = ${tables.tenant} and held.projection_id = ${projectionId} and held.version = ${version}
    order by held.slice`.execute(tables.db)
  return rows.map(({ slice, epoch, position, holder, updated_at }) => ({
    projectionId,
    version,
    slice,
    epoch: BigInt(epoch),
    position: globalPosition(position),
    holder: holder ?? undefined,
    updatedAt: updated_at,
  }))
}
