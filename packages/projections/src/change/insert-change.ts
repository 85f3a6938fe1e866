import type { LoggedChange } from '@uno-ts/types'
import { sql } from 'kysely'
import { changes, type ChangeTables } from './change-tables.ts'

/**
 * Notes a change. With several slices it also notes where the one furthest back stands: who resumes from there misses
 * nothing that another slice commits later, at a lower position.
 */
export async function insertChange(tables: ChangeTables, change: LoggedChange): Promise<void> {
  const { projectionId, version, slices, keys, position, outOfOrder = false } = change
  const resume =
    slices === 1 && !outOfOrder
      ? sql`${position}::bigint`
      : sql`(select case when count(*) = ${slices} then min(held.position) else 0 end
          from ${sql.id(tables.schema, 'projection_checkpoints')} held
          where held.tenant_id = ${tables.tenant} and held.projection_id = ${projectionId} and held.version = ${version})`
  await sql`insert into ${changes(tables)} (tenant_id, projection_id, version, keys, position, resume_position, out_of_order)
    values (${tables.tenant}, ${projectionId}, ${version}, ${keys ?? null}::text[], ${position}, ${resume}, ${outOfOrder})`.execute(
    tables.db,
  )
}
