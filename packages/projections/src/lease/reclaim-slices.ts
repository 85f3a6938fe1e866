import type { GlobalPosition, ProjectionVersion } from '@uno-ts/types'
import { sql } from 'kysely'
import { checkpoints, type LeaseTables } from './lease-tables.ts'

/** Frees all slices of a projection and sets them to a position: whoever holds one finds a later epoch. */
export async function reclaimSlices(
  tables: LeaseTables,
  { projectionId, version }: ProjectionVersion,
  position: GlobalPosition,
): Promise<void> {
  await sql`update ${checkpoints(tables)} set owner = null, epoch = epoch + 1, position = ${position}, updated_at = now()
    where tenant_id = ${tables.tenant} and projection_id = ${projectionId} and version = ${version}`.execute(
    tables.db,
  )
}
